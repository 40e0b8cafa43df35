"""Addresses of the review, under `/<language>/desk/review/`."""

from django.urls import path

from agora.desk.review import detail, due, group, queue, topics

_ONE = "<uuid:submission_id>/"

urlpatterns = [
    path("", queue.waiting, name="review-queue"),
    path("sent/", queue.sent, name="review-sent"),
    path("due/", due.due, name="review-due"),
    path("due/<uuid:look_id>/", due.looked, name="review-looked"),
    path("topics/", topics.topics, name="review-topics"),
    path("topics/<int:suggestion_id>/", topics.decide, name="review-topic"),
    path(_ONE, detail.submission, name="review-submission"),
    path(f"{_ONE}preview/", detail.preview, name="review-preview"),
    path(f"{_ONE}group/", group.group, name="review-group"),
    path(f"{_ONE}group/open/", group.act, {"step": "open"}, name="review-group-open"),
    path(f"{_ONE}group/invite/", group.act, {"step": "invite"}, name="review-group-invite"),
    path(f"{_ONE}group/until/", group.act, {"step": "until"}, name="review-group-until"),
    path(f"{_ONE}group/close/", group.act, {"step": "close"}, name="review-group-close"),
    path(f"{_ONE}group/release/", group.act, {"step": "release"}, name="review-group-release"),
    path(
        f"{_ONE}group/members/<uuid:member_id>/remove/",
        group.act,
        {"step": "remove"},
        name="review-group-remove",
    ),
    path(
        f"{_ONE}group/comments/<uuid:message_id>/answer/",
        group.act,
        {"step": "answer"},
        name="review-group-answer",
    ),
    *(
        path(f"{_ONE}{step}/", detail.act, {"step": step}, name=f"review-{step}")
        for step in detail.STEPS
    ),
]
