"""Addresses of the review, under `/<language>/desk/review/`."""

from django.urls import path

from agora.desk.review import detail, due, queue, topics

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
    *(
        path(f"{_ONE}{step}/", detail.act, {"step": step}, name=f"review-{step}")
        for step in detail.STEPS
    ),
]
