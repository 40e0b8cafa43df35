"""Captions and chapters are read, every wrong line is named, and nothing but words comes out."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agora.media.tracks import (
    MOST_BYTES,
    Chapter,
    Paragraph,
    Span,
    TrackFaulty,
    chapters_of,
    srt_to_vtt,
    track_read,
    track_write,
    transcript_of,
)

GOOD = """WEBVTT - a title

NOTE
Written by hand.

STYLE
::cue { color: red }

REGION
id:one
width:40%

intro
00:01.000 --> 00:04.000 align:start position:10%,line-left
<v Amina>Who comes to <i>our</i> city?</v>

00:00:04.500 --> 01:00:06.250
<v.loud Beto>People &amp; ideas.
Both.
"""


def cues(*written):
    return "WEBVTT\n\n" + "\n\n".join(written) + "\n"


def said(content, kind="captions"):
    return [(fault.line, fault.message) for fault in track_read(content, kind).faults]


def lines(content, kind="captions"):
    return [line for line, _message in said(content, kind)]


def test_a_track_is_read():
    track = track_read(GOOD)
    assert track.faults == ()
    first, second = track.cues
    assert (first.start, first.end, first.identifier, first.line) == (1.0, 4.0, "intro", 14)
    assert first.settings == "align:start position:10%,line-left"
    assert first.spans == (Span("Amina", "Who comes to our city?"),)
    assert (second.start, second.end) == (4.5, 3606.25)
    assert second.spans == (Span("Beto", "People & ideas. Both."),)
    assert track.seconds == 3606.25


@pytest.mark.parametrize("breaks", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_every_break_of_line_and_the_mark_of_the_encoding_are_the_same(breaks, mark):
    plain = track_read(GOOD)
    assert track_read((mark + GOOD.replace("\n", breaks)).encode()) == plain
    assert track_read(mark + GOOD.replace("\n", breaks)) == plain


def test_what_is_written_anew_is_read_the_same_and_holds_nothing_else():
    written = track_write(track_read(GOOD))
    assert "NOTE" not in written
    assert "STYLE" not in written
    assert "REGION" not in written
    again = track_read(written)
    assert again.faults == ()
    assert [(c.start, c.end, c.spans, c.settings) for c in again.cues] == [
        (c.start, c.end, c.spans, c.settings) for c in track_read(GOOD).cues
    ]
    assert track_write(again) == written


@pytest.mark.parametrize(
    ("content", "line", "sentence"),
    [
        ("", 1, "the first line must be WEBVTT"),
        ("WEBVTTX\n\n00:01.000 --> 00:02.000\nHi\n", 1, "the first line must be WEBVTT"),
        ("Hello\n\n00:01.000 --> 00:02.000\nHi\n", 1, "the first line must be WEBVTT"),
        ("WEBVTT\n00:01.000 --> 00:02.000\nHi\n\n00:03.000 --> 00:04.000\nHi\n", 2, "empty line before these times"),
        (cues("00:01 --> 00:02.000\nHi"), 3, "cannot be read"),
        (cues("00:01.000 -> 00:02.000\nHi"), 3, "have no times"),
        (cues("00:61.000 --> 01:62.000\nHi"), 3, "cannot be read"),
        (cues("00:01,000 --> 00:02,000\nHi", "00:01.000 --> 00:02.000\nHi"), 3, "cannot be read"),
        (cues("00:01.000 -->\nHi"), 3, "cannot be read"),
        (cues("00:04.000 --> 00:02.000\nHi"), 3, "end before they begin"),
        (cues("00:04.000 --> 00:04.000\nHi"), 3, "end before they begin"),
        (cues("00:01.000 --> 00:02.000"), 3, "no words below"),
        (cues("00:01.000 --> 00:02.000\n<v Amina></v>"), 3, "no words below"),
        (cues("00:01.000 --> 00:02.000 color:red\nHi"), 3, "not known"),
        (cues("00:01.000 --> 00:02.000 size:a%\nHi"), 3, "not known"),
        (cues("00:01.000 --> 00:02.000\nHi\n00:03.000 --> 00:04.000\nHo"), 5, "empty line before these times"),
        (cues("lost words", "00:01.000 --> 00:02.000\nHi"), 3, "have no times"),
        (cues("00:05.000 --> 00:06.000\nHi", "00:01.000 --> 00:02.000\nHi"), 6, "begin before the ones above"),
        (cues("a\n00:01.000 --> 00:02.000\nHi", "a\n00:03.000 --> 00:04.000\nHi"), 8, "twice"),
        (cues("00:01.000 --> 00:02.000\nH\0i"), 4, "no text may hold"),
        (cues("00:01.000 --> 00:02.000\nH\x1bi"), 4, "no text may hold"),
        (cues("00:01.000 --> 00:02.000\n" + "word " * 500), 3, "too many words"),
        ("WEBVTT\n", 0, "no words with times"),
    ],
)  # fmt: skip
def test_a_wrong_line_is_named(content, line, sentence):
    assert [at for at, _message in said(content)] == [line]
    ((_line, message),) = said(content)
    assert sentence in message
    assert message.startswith(f"Line {line}: ") is bool(line)


def test_every_wrong_line_is_named_and_not_only_the_first():
    content = cues(
        "00:01.000 --> 00:00.000\nHi", "lost", "00:05.000 --> 00:06.000\nHi", "00:02.000 --> x\nHi", "00:07.000 --> 00:08.000"
    )  # fmt: skip
    assert lines(content) == [3, 6, 11, 14]


def test_twenty_faults_are_told_and_the_others_counted():
    track = track_read(cues(*["lost"] * 50))
    assert len(track.faults) == 20
    assert track.more == 30


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("WEBVTT\n\n00:01.000 --> 00:02.000\ncafé\n".encode("latin-1"), 4),
        ("WEBVTT\r\n\r\n00:01.000 --> 00:02.000\r\ncafé\r\n".encode("cp1252"), 4),
        (GOOD.encode("utf-16"), 1),
    ],
)
def test_another_encoding_is_named_at_its_line(content, line):
    ((at, message),) = said(content)
    assert at == line
    assert "UTF-8" in message


def test_more_than_five_megabytes_are_not_read():
    ((line, message),) = said(b"x" * (MOST_BYTES + 1))
    assert line == 0
    assert "5 MB" in message


def test_captions_may_overlap_and_chapters_may_not():
    content = cues("00:01.000 --> 00:05.000\nOne", "00:04.000 --> 00:08.000\nTwo")
    assert lines(content, "captions") == []
    ((line, message),) = said(content, "chapters")
    assert line == 6
    assert "must not overlap" in message
    touching = cues("00:00.000 --> 00:05.000\nOne", "00:05.000 --> 00:08.000\nTwo")
    assert chapters_of(track_read(touching, "chapters")) == (
        Chapter(0, 5, "One"), Chapter(5, 8, "Two"),
    )  # fmt: skip


# ------------------------------------------------------------------------ what is hostile


@pytest.mark.parametrize(
    ("payload", "text", "markup"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
        ("a < b and b > c", "a < b and b > c", "a &lt; b and b &gt; c"),
        ("&lt;b&gt;", "<b>", "&lt;b&gt;"),
        ("<b>bold", "bold", "<b>bold</b>"),
        ("<b><i>x</b></i>", "x", "<b><i>x</i></b>"),
        ("x</b>", "x", "x"),
        ("<c.yellow.bg_blue>x</c>", "x", "<c.yellow.bg_blue>x</c>"),
        ("<b onclick=x>x</b>", "x", "<b>x</b>"),
        ("<lang ar>مدينة</lang>", "مدينة", "<lang ar>مدينة</lang>"),
        ("<ruby>x<rt>y</rt></ruby>", "xy", "<ruby>x<rt>y</rt></ruby>"),
        ("one <00:01.500>two", "one two", "one <00:01.500>two"),
        ("a&#10;&#10;b", "a b", "a  b"),
        ("a&NewLine;&NewLine;00:09.000 --&gt; 00:10.000", "a 00:09.000 --> 00:10.000", "a  00:09.000 --&gt; 00:10.000"),
        ("<v Amina &lt;b&gt;>x", "x", "<v Amina b>x</v>"),
        ("<v>x</v>", "x", "x"),
    ],
)  # fmt: skip
def test_what_is_no_mark_of_captions_is_words(payload, text, markup):
    track = track_read(cues(f"00:01.000 --> 00:02.000\n{payload}"))
    assert track.faults == ()
    (cue,) = track.cues
    assert (cue.text, cue.markup) == (text, markup)
    (again,) = track_read(track_write(track)).cues
    assert (again.text, again.markup) == (text, markup)


@given(st.text(max_size=200))
def test_any_text_between_times_comes_back_as_one_cue(text):
    track = track_read(cues(f"00:01.000 --> 00:02.000\n{text}"))
    if track.faults:
        return
    again = track_read(track_write(track))
    assert again.faults == ()
    assert [(c.start, c.spans) for c in again.cues] == [(c.start, c.spans) for c in track.cues]


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300)))
def test_nothing_makes_the_reader_fail(content):
    for kind in ("captions", "chapters"):
        track = track_read(content, kind)
        assert track.faults or track.cues
        transcript_of(track)


@pytest.mark.parametrize(
    "piece", ["<", "<v ", "<b>", "&", "-->\n", "\n\n", "a\n\n", "</b>", "\0", "00:01.000 --> "]
)
def test_a_file_that_is_made_to_cost_costs_little(piece):
    for content in (piece, cues("00:01.000 --> 00:02.000\n") + piece):
        whole = content + piece * ((1_000_000 - len(content)) // len(piece))
        begun = time.process_time()
        track_read(whole)
        assert time.process_time() - begun < 5


# ------------------------------------------------------------------------ SRT

SRT = """1
00:00:01,000 --> 00:00:02,500 X1:10 X2:20
<font color="red">¿Quién llega</font> & quién <b>se va</b>?

2
00:00:02,500 --> 00:00:04,000
- Nosotros.
- Ustedes &lt;3
"""


@pytest.mark.parametrize("breaks", ["\n", "\r\n"])
def test_srt_becomes_webvtt(breaks):
    assert srt_to_vtt("\ufeff" + SRT.replace("\n", breaks)) == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\n¿Quién llega &amp; quién <b>se va</b>?\n\n"
        "00:00:02.500 --> 00:00:04.000\n- Nosotros.\n- Ustedes &amp;lt;3\n"
    )


def test_wrong_lines_of_srt_are_named_as_they_were_given():
    wrong = SRT.replace("00:00:04,000", "00:00:01,000").replace("00:00:01,000 -->", "00:00:0x,000 -->")  # fmt: skip
    with pytest.raises(TrackFaulty) as refused:
        srt_to_vtt(wrong)
    assert [fault.line for fault in refused.value.faults] == [2, 6]
    assert "Line 2: " in str(refused.value)


# ------------------------------------------------------------------------ transcripts


def test_a_transcript_has_a_paragraph_for_each_speaker_and_pause():
    track = track_read(
        cues(
            "00:01.000 --> 00:02.000\n<v Amina>Who comes",
            "00:02.000 --> 00:03.000\n<v Amina>to our city?",
            "00:03.500 --> 00:04.000\n<v Beto>People.</v> <v Amina>And?",
            "00:04.000 --> 00:05.000\n<v Beto>Ideas.",
            "00:10.000 --> 00:11.000\n<v Beto>After a pause.",
            "00:11.000 --> 00:12.000\nNobody is named.",
        )
    )
    assert transcript_of(track) == (
        Paragraph(1, "Amina", "Who comes to our city?"),
        Paragraph(3.5, "Beto", "People."),
        Paragraph(3.5, "Amina", "And?"),
        Paragraph(4, "Beto", "Ideas."),
        Paragraph(10, "Beto", "After a pause."),
        Paragraph(11, "", "Nobody is named."),
    )


def test_a_long_speech_is_divided_where_a_sentence_ends_and_rolling_words_stand_once():
    sentence = "The city council meets every Monday to talk about who arrives."
    track = track_read(
        cues(
            *(f"00:{n:02d}.000 --> 00:{n + 1:02d}.000\n{sentence}{n}." for n in range(12)),
            "00:12.000 --> 00:13.000\nlast words",
            "00:13.000 --> 00:14.000\nlast words",
        )
    )
    paragraphs = transcript_of(track)
    assert len(paragraphs) == 2
    assert paragraphs[0].text.endswith("7.")
    assert paragraphs[1].text.endswith("last words")
    assert paragraphs[1].text.count("last words") == 1
    assert transcript_of(track_read("WEBVTT\n")) == ()
