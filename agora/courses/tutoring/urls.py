"""Addresses of tutors and organisers, and of what learners see of them."""

from django.urls import path

from agora.courses.tutoring.views import marking, messages, people

_TUTOR = "courses/<slug:slug>/runs/<uuid:run_id>/tutor/"
_PERSON = f"{_TUTOR}people/<uuid:enrolment>/"

urlpatterns = [
    path(_TUTOR, people.overview, name="tutor"),
    path(f"{_TUTOR}people/", people.people, name="tutor-people"),
    path(_PERSON, people.person, name="tutor-person"),
    path(f"{_PERSON}attempts/", people.attempts_give, name="tutor-attempts"),
    path(f"{_PERSON}progress/", people.progress_take_back, name="tutor-progress"),
    path(f"{_TUTOR}questions/", people.questions, name="tutor-questions"),
    path(f"{_TUTOR}marking/", marking.queue, name="tutor-marking"),
    path(f"{_TUTOR}marking/<uuid:attempt>/", marking.mark, name="tutor-mark"),
    path(f"{_TUTOR}messages/", messages.sent, name="tutor-messages"),
    path(f"{_TUTOR}messages/new/", messages.new, name="tutor-message-new"),
    path(f"{_TUTOR}messages/<uuid:message>/", messages.message, name="tutor-message"),
]
