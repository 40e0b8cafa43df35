"""Addresses of the review, under `/<language>/desk/review/`."""

from django.urls import path

from agora.desk.review import detail, queue

_ONE = "<uuid:submission_id>/"

urlpatterns = [
    path("", queue.waiting, name="review-queue"),
    path("sent/", queue.sent, name="review-sent"),
    path(_ONE, detail.submission, name="review-submission"),
    path(f"{_ONE}preview/", detail.preview, name="review-preview"),
    *(
        path(f"{_ONE}{step}/", detail.act, {"step": step}, name=f"review-{step}")
        for step in detail.STEPS
    ),
]
