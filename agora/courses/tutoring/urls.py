"""Addresses of tutors and organisers, and of what learners see of them."""

from django.urls import path

from agora.courses.tutoring.views import funnel, learners, marking, messages, people, surveys

_RUN = "courses/<slug:slug>/runs/<uuid:run_id>/"
_TUTOR = f"{_RUN}tutor/"
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
    path(f"{_TUTOR}survey/", surveys.survey, name="tutor-survey"),
    path(f"{_TUTOR}survey.csv", surveys.survey_csv, name="tutor-survey-csv"),
    path(f"{_TUTOR}funnel/", funnel.funnel, name="tutor-funnel"),
    path(f"{_TUTOR}funnel.csv", funnel.funnel_csv, name="tutor-funnel-csv"),
    path(f"{_RUN}helpers/", learners.helpers, name="run-helpers"),
    path(f"{_RUN}survey/before/", surveys.reply, {"moment": "before"}, name="run-survey-before"),
    path(f"{_RUN}survey/after/", surveys.reply, {"moment": "after"}, name="run-survey-after"),
]
