"""A sound or a video is measured when it is given; what breaks off or lies is refused."""

from __future__ import annotations

import io
import time

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory

from agora.media.measuring import BrokenOff, Unreadable, measured
from agora.media.models import File, MediaFacts
from agora.media.queries import media_facts
from agora.media.services import MediaBroken, TrackRefused, file_store
from agora.media.sniffing import FileRefused
from agora.media.uploading import upload_ended
from tests.media.giving import media, pdf, picture, upload

CONTAINERS = {
    "tone.mp3": "mp3", "vbr.mp3": "mp3", "tone.aac": "aac", "tone.ogg": "ogg", "tone.opus": "ogg",
    "tone.m4a": "mp4", "clip.mp4": "mp4", "fragmented.mp4": "mp4", "clip.webm": "webm",
    "live.webm": "webm", "sound.webm": "webm",
}  # fmt: skip


def read(name, content=None):
    return measured(io.BytesIO(media(name) if content is None else content), CONTAINERS[name])


def give(name, content):
    return file_store(upload(name, content), by=None, organisation=None)


@pytest.mark.parametrize(
    ("name", "seconds", "sound", "pictures", "codecs"),
    [
        ("tone.mp3", 2.088, True, False, {"mp3"}),
        ("vbr.mp3", 2.088, True, False, {"mp3"}),
        ("tone.aac", 2.112, True, False, {"aac"}),
        ("tone.ogg", 2.0, True, False, {"vorbis"}),
        ("tone.opus", 2.0, True, False, {"opus"}),
        ("tone.m4a", 2.0, True, False, {"mp4a"}),
        ("clip.mp4", 2.0, True, True, {"avc1", "mp4a"}),
        ("fragmented.mp4", 2.4, True, True, {"avc1", "mp4a"}),
        ("clip.webm", 2.008, True, True, {"V_VP8", "A_OPUS"}),
        ("live.webm", 1.8, False, True, {"V_VP8"}),
        ("sound.webm", 2.008, True, False, {"A_OPUS"}),
    ],
)
def test_each_container_says_how_long_and_large_it_is(name, seconds, sound, pictures, codecs):
    """The lengths are those that ffprobe tells, and where it tells none, that of the frames."""
    facts = read(name)
    assert facts.seconds == pytest.approx(seconds, abs=0.001)
    assert (facts.has_audio, facts.has_video, facts.codecs) == (sound, pictures, codecs)
    assert (facts.width, facts.height) == ((64, 48) if pictures else (None, None))
    assert facts.bitrate == round(len(media(name)) * 8 / facts.seconds)


@pytest.mark.parametrize("name", CONTAINERS)
def test_what_breaks_off_is_told_wherever_it_does(name):
    content = media(name)
    for share in (0.3, 0.5, 0.7, 0.9, 0.98):
        with pytest.raises(BrokenOff):
            read(name, content[: int(len(content) * share)])


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_byte_that_is_wrong_never_makes_the_reader_fail(name):
    content = media(name)
    for at in range(min(len(content), 1_500)):
        for value in (0, 0xFF, content[at] ^ 0x80):
            wrong = content[:at] + bytes([value]) + content[at + 1 :]
            try:
                facts = read(name, wrong)
            except Unreadable:
                continue
            assert facts.seconds > 0


@pytest.mark.parametrize("container", ["mp3", "aac", "ogg", "mp4", "webm"])
@pytest.mark.parametrize(
    "piece",
    [b"\0", b"ID3\x04\0\0\0\0\0\0", b"\xff\xf1\x50\x40\0\xe0\xfc", b"OggS" + b"\0" * 23, b"\0\0\0\x08moov",
     b"\x1f\x43\xb6\x75\xff", b"\xec\x80", b"\xff"],
)  # fmt: skip
def test_a_file_that_is_made_to_cost_costs_little(container, piece):
    heads = {"ogg": media("tone.ogg")[:58], "webm": media("live.webm")[:200]}
    content = heads.get(container, b"") + piece * (12_000_000 // len(piece))
    begun = time.process_time()
    with pytest.raises(Unreadable):
        measured(io.BytesIO(content), container)
    assert time.process_time() - begun < 8


# ------------------------------------------------------------------------ given

pytestmark_db = pytest.mark.django_db


@pytestmark_db
def test_what_was_read_is_kept_with_the_file(django_assert_num_queries):
    video, sound = give("a.mp4", media("clip.mp4")), give("a.mp3", media("tone.mp3"))
    drawn, words = give("a.png", picture("PNG", (60, 40))), give("a.pdf", pdf("Words"))
    track = give("a.vtt", b"WEBVTT\n\n00:01.000 --> 00:02.500\nHi\n")
    with django_assert_num_queries(1):
        facts = media_facts([video.pk, sound.pk, drawn.pk, words.pk, track.pk])
    told = {
        key: (file.pk, one.kind, one.seconds, one.width, one.height, one.has_audio, one.has_video)
        for key, (file, one) in facts.items()
    }
    assert told == {
        video.pk: (video.pk, "video", 2.0, 64, 48, True, True),
        sound.pk: (sound.pk, "audio", 2.088, None, None, True, False),
        drawn.pk: (drawn.pk, "picture", None, 60, 40, False, False),
        track.pk: (track.pk, "track", 2.5, None, None, False, False),
    }
    assert facts[video.pk][1].bitrate == round(video.size_bytes * 8 / 2)
    assert media_facts([]) == {}


@pytestmark_db
def test_a_video_that_breaks_off_is_refused_and_leaves_nothing():
    with pytest.raises(MediaBroken) as refused:
        give("a.mp4", media("clip.mp4")[:4_000])
    assert "breaks off before its end" in refused.value.message
    assert (File.objects.count(), MediaFacts.objects.count()) == (0, 0)


def boxed(name, content):
    return (len(content) + 8).to_bytes(4, "big") + name + content


@pytestmark_db
def test_a_video_says_nothing_of_where_it_was_made():
    content = media("clip.mp4")
    at = content.index(b"moov") - 4
    notes = boxed(b"udta", boxed(b"\xa9xyz", b"\0\x0f\x15\xc7+41.3851+002.1734/"))
    notes += boxed(b"meta", b"\0" * 4 + b"com.apple.quicktime.location")
    inside = content[at + 8 :] + notes
    noted = content[:at] + boxed(b"moov", inside)
    file = give("a.mp4", noted)
    stored = file.stored.read()
    assert b"+41.3851" in noted
    assert b"+41.3851" not in stored
    assert b"quicktime" not in stored
    assert len(stored) == len(noted) == file.size_bytes
    assert stored[: at + 4] == noted[: at + 4]
    again = measured(io.BytesIO(stored), "mp4")
    assert (again.seconds, again.width, again.codecs) == (2.0, 64, {"avc1", "mp4a"})


@pytestmark_db
def test_captions_are_stored_as_we_write_them():
    content = b"\xef\xbb\xbf1\r\n00:00:01,000 --> 00:00:02,500\r\nHi <script>x</script>\r\n"
    file = give("subtítulos.srt", content)
    assert (file.name, file.media_type) == ("subtítulos.vtt", "text/vtt")
    assert file.stored.read().decode() == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nHi &lt;script&gt;x&lt;/script&gt;\n"
    )
    assert file.stored.name.endswith(".vtt")
    assert file.size_bytes == file.stored.size


@pytestmark_db
def test_captions_that_are_wrong_name_every_line():
    with pytest.raises(TrackRefused) as refused:
        give("a.vtt", b"WEBVTT\n\nlost\n\n00:04.000 --> 00:02.000\nHi\n")
    assert [fault.line for fault in refused.value.faults] == [3, 5]
    assert "Line 3: " in refused.value.message
    assert "Line 5: " in refused.value.message
    assert File.objects.count() == 0


# ------------------------------------------------------------------------ size


@pytest.fixture
def uploads(settings, tmp_path):
    folder = tmp_path / "uploads"
    folder.mkdir()
    settings.FILE_UPLOAD_TEMP_DIR = str(folder)
    settings.FILE_MEGABYTES, settings.MEDIA_MEGABYTES = 1, 2
    return folder


def posted(content, name):
    return RequestFactory().post("/", {"file": upload(name, content)}).FILES["file"]


@pytestmark_db
def test_a_sound_or_video_may_be_larger_than_a_document(uploads):
    padded = media("clip.mp4") + b"\0\x16\xe3\x60free" + b"\0" * (1_500_000 - 8)
    assert give_posted(padded, "a.mp4").size_bytes == len(padded)
    with pytest.raises(FileRefused) as refused:
        give_posted(b"x" * 1_500_000, "a.txt")
    assert "larger than 1 MB" in refused.value.message
    with pytest.raises(FileRefused) as refused:
        give_posted(media("clip.mp4") + b"\0" * 2_100_000, "a.mp4")
    assert "larger than 2 MB" in refused.value.message


@pytestmark_db
def test_the_name_of_a_video_makes_no_document_larger(uploads):
    with pytest.raises(FileRefused):
        give_posted(pdf("x") + b"\0" * 1_500_000, "a.mp4")
    assert File.objects.count() == 0


def give_posted(content, name):
    file = posted(content, name)
    assert isinstance(file, TemporaryUploadedFile)
    return file_store(file, by=None, organisation=None)


class Reluctant(io.BytesIO):
    """What a browser sends; counts how much of it was asked for."""

    asked = 0

    def read(self, count=-1):
        piece = super().read(count)
        self.asked += len(piece)
        return piece


@pytestmark_db
@pytest.mark.parametrize(("length", "is_ended"), [(2_000_000_000, True), (8_000_000, False)])
def test_a_request_of_two_gigabytes_is_ended_before_its_file_is_read(uploads, length, is_ended):
    """The sentence is there for the view, and so is what stood before the file."""
    head = (
        b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nKept\r\n--x\r\n'
        b'Content-Disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n'
    )
    body = Reluctant(head + b"\0" * 7_000_000 + b"\r\n--x--\r\n")
    request = WSGIRequest(
        {"REQUEST_METHOD": "POST", "wsgi.input": body, "CONTENT_LENGTH": str(length),
         "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    )  # fmt: skip
    assert request.POST["title"] == "Kept"
    ended = upload_ended(request)
    if is_ended:
        assert ended is not None
        assert "larger than 2 MB" in ended.message
        assert body.asked < 200_000
        assert request.FILES == {}
    else:
        assert ended is None
        assert request.FILES["file"].size == 7_000_000
        request.FILES["file"].close()
    assert list(uploads.iterdir()) == []
