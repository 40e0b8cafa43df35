"""An editor uploads a sheet, says what its columns are, looks at the dry run, brings it in, takes it back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from agora.editorial.models import Draft, Submission
from agora.exchange.bringing import jobs, services, writing
from agora.exchange.models import Import, Source

pytestmark = pytest.mark.django_db

SHEET = """Nom du guide;Web;Note
L'eau dans la ville;https://example.org/eau;a
;https://example.org/rien;b
=CMD|'/C calc'!A0;https://example.org/mal;c
""".encode("cp1252")


def post(client, path, **data):
    return client.post(f"/en/desk/bring/{path}", data)


@pytest.fixture
def run(amina, ondara):
    client = amina.client()
    file = SimpleUploadedFile("guides.csv", SHEET)
    answer = post(client, "new/", organisation=str(ondara.pk), kind="csv", file=file, language="")
    run = Import.objects.get()
    assert answer["Location"] == f"/en/desk/bring/{run.pk}/columns/"
    return client, run


def test_from_an_upload_to_drafts_and_back(run, amina):
    client, run = run
    page = client.get(f"/en/desk/bring/{run.pk}/columns/").content.decode()
    assert "Nom du guide" in page
    assert "L&#x27;eau dans la ville" in page
    refused = post(client, f"{run.pk}/columns/", c0="", c1="address", c2="")
    assert refused.status_code == 422
    assert "Say which column is the title." in refused.content.decode()
    assert post(client, f"{run.pk}/columns/", c0="title", c1="address", c2="").status_code == 302
    reading = client.get(f"/en/desk/bring/{run.pk}/")
    assert reading["Refresh"]
    jobs.read_job.func(str(run.pk))
    page = client.get(f"/en/desk/bring/{run.pk}/").content.decode()
    assert "1 row would be brought in. Nothing is written yet." in page
    assert "It has no title. Write one." in page
    told = client.get(f"/en/desk/bring/{run.pk}/rejected.csv").content.decode()
    assert "holds a formula" in told
    assert post(client, f"{run.pk}/start/").status_code == 302
    assert post(client, f"{run.pk}/start/").status_code == 302
    jobs.write_job.func(str(run.pk))
    draft = Draft.objects.get()
    assert draft.title == "L'eau dans la ville"
    assert draft.created_by == amina.account.pk
    assert Source.objects.get().mapping == {"Nom du guide": "title", "Web": "address", "Note": ""}
    post(client, f"{run.pk}/undo/")
    jobs.undo_job.func(str(run.pk), str(amina.account.pk))
    assert not Draft.objects.exists()
    assert "1 row was taken back." in client.get(f"/en/desk/bring/{run.pk}/").content.decode()


def test_what_is_asked_for_is_one_file_or_one_address(amina, ondara):
    client = amina.client()
    for data, sentence in (
        ({}, "Choose a file, or give its web address."),
        ({"url": "ftp://example.org"}, "A web address begins with"),
        (
            {"kind": "sitemap", "file": SimpleUploadedFile("a.xml", b"x")},
            "Give the web address of the sitemap.",
        ),
    ):
        answer = post(client, "new/", **{"organisation": str(ondara.pk), "kind": "csv", **data})
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert not Import.objects.exists()


def test_nobody_brings_in_for_an_organisation_that_is_not_theirs(cast):
    client = cast.client("other")
    file = SimpleUploadedFile("guides.csv", SHEET)
    answer = post(client, "new/", organisation=str(cast.ondara.pk), kind="csv", file=file)
    assert answer.status_code == 422
    assert not Import.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_ask_the_database_equally_often_for_one_row_and_three(
    amina, ondara, count, django_assert_num_queries
):
    rows = "".join(f"Guide {n},https://example.org/{n}\n" for n in range(count))
    for number in range(count):
        run = services.import_begin(
            ondara.pk, "csv", f"{number}.csv", by=None, publishes=True,
            content=f"title,address\n{rows}".encode(),
        )  # fmt: skip
        services.import_read(run.pk)
    client = amina.client()
    for path, queries in (("", LIST), (f"{run.pk}/", PAGE)):
        client.get(f"/en/desk/bring/{path}")
        with django_assert_num_queries(queries):
            client.get(f"/en/desk/bring/{path}")


LIST, PAGE = 10, 10


def test_an_import_of_a_lead_is_published(cast, ondara):
    run = services.import_begin(
        ondara.pk, "csv", "a.csv", by=cast["lead"].account.pk, publishes=True, content=SHEET
    )
    Source.objects.update(mapping={"Nom du guide": "title", "Web": "address"})
    services.import_read(run.pk)
    services.import_start(run.pk)
    writing.import_write(run.pk)
    page = cast.client("visitor").get("/en/explore/?q=")
    assert page.status_code == 200
    run.refresh_from_db()
    assert (run.state, run.written) == ("done", 1)


def test_all_drafts_of_an_import_are_sent_with_one_button(run, amina):
    client, run = run
    Source.objects.update(mapping={"Nom du guide": "title", "Web": "address"})
    Import.objects.update(state="reading")
    jobs.read_job.func(str(run.pk))
    assert post(client, f"{run.pk}/send/").status_code == 422  # nothing is brought in yet
    post(client, f"{run.pk}/start/")
    jobs.write_job.func(str(run.pk))
    page = client.get(f"/en/desk/bring/{run.pk}/").content.decode()
    assert "1 draft waits to be sent for review." in page
    assert post(client, f"{run.pk}/send/").status_code == 302
    jobs.send_job.func(str(run.pk), str(amina.account.pk))
    page = client.get(f"/en/desk/bring/{run.pk}/?show=new").content.decode()
    sent = Submission.objects.count()
    assert ("It could not be sent" in page) == (sent == 0)
    assert sent == 1
    assert "Send all drafts of this import" not in page
