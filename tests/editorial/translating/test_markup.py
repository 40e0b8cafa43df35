"""HTML is cut into pieces and put together again without loss; marks are checked."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from agora.editorial.translating import markup
from agora.kernel.documents import clean_html

WORDS = st.lists(
    st.sampled_from([*"ab <>&;\"'\n\t1#/", "\xa0", "\u2028", "é", "،", "&lt;", "&amp;lt;"])
).map("".join)
TAGS = (
    "p", "ul", "li", "ol", "h3", "h4", "strong", "em", "br", "blockquote", "b",
    'a href="http://x.example/?a>b&c"', "a href='http://y.example/\"q'",
)  # fmt: skip
HTML = st.lists(
    st.recursive(
        WORDS,
        lambda inner: st.builds(
            lambda tag, within: f"<{tag}>{''.join(within)}</{tag.split()[0]}>",
            st.sampled_from(TAGS),
            st.lists(inner, max_size=3),
        ),
        max_leaves=10,
    ),
    max_size=5,
).map(lambda parts: clean_html("".join(parts)))


@settings(max_examples=300, deadline=None)
@given(HTML)
def test_cutting_and_joining_any_cleaned_html_gives_it_back(text):
    pieces = markup.split(text)
    assert markup.join(pieces.frame, pieces.parts) == text


@settings(max_examples=300, deadline=None)
@given(HTML)
def test_every_piece_is_written_with_marks_and_back_without_loss_and_has_no_fault(text):
    assume(clean_html(text) == text)
    for part in markup.split(text).parts:
        coded = markup.code(part)
        assert markup.decode(coded.text, coded.links) == part
        assert markup.faults(coded.text, coded.text) == []
    coded = markup.code(text)
    assert markup.decode(coded.text, coded.links, whole=True) == text
    assert markup.faults(coded.text, coded.text, whole=True) == []


def test_a_text_is_cut_at_its_blocks_and_inline_tags_stay_in_the_piece():
    pieces = markup.split(
        "<h3>Water</h3>\n<p>Read <strong>this</strong>.<br>Now.</p><ul><li>One</li><li></li></ul>"
    )
    assert pieces.parts == ("Water", "Read <strong>this</strong>.<br>Now.", "One")
    assert pieces.frame == ("<h3>", "</h3>\n<p>", "</p><ul><li>", "</li><li></li></ul>")


def test_a_link_is_a_short_mark_whatever_its_address():
    coded = markup.code(
        'See <a href="https://a.example/x" rel="noopener nofollow">the guide</a> &amp; go'
    )
    assert coded.text == "See <a1>the guide</a1> & go"
    assert markup.decode("Veja <a1>o guia</a1> & vá", coded.links) == (
        'Veja <a href="https://a.example/x" rel="noopener nofollow">o guia</a> &amp; vá'
    )


SOURCE = "See <a1>the guide</a1> in <strong>bold</strong>"


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("Veja o guia em <strong>negrito</strong>", "The link <a1> of the original is missing."),
        ("Veja <a1>o guia</a1> <em>já</em>", "<em> is not in the original."),
        ("Veja <a1>o guia</a1> <a1>já</a1>", "<a1> stands here more often"),
        ("Veja <a1>o guia</a1> <a2>já</a2>", "<a2> stands here more often"),
        ("Veja <a1>o guia</a1> <b>já</b>", "<b> is not allowed here."),
        ("Veja <a1>o guia</a1> <script>x</script>", "<script> is not allowed here."),
        ("Veja <a1>o guia</a1> <p>já", "<p> is not allowed here."),
        ("Veja <a1>o <strong>guia</a1></strong>", "closed in the wrong order"),
        ("Veja <a1>o guia</a1> <strong>já", "A mark is not closed"),
        ('Veja <a1>o guia</a1> <a href="https://b.example">já</a>', "a link that the original does not have"),
    ],
)  # fmt: skip
def test_a_translation_that_loses_a_link_or_adds_a_tag_gets_a_plain_sentence(target, says):
    assert any(says in sentence for sentence in markup.faults(SOURCE, target)), markup.faults(
        SOURCE, target
    )


@pytest.mark.parametrize(
    "target",
    [
        "Veja <a1>o guia</a1> em negrito",
        'Veja <a href="https://pt.example/guia">o guia</a> em <strong>negrito</strong>',
        "1 < 2, Tom & Jerry <a1>x</a1>",
    ],
)
def test_emphasis_may_go_and_a_link_may_lead_to_the_language_of_the_reader(target):
    assert markup.faults(SOURCE, target) == []


def test_what_is_no_mark_becomes_text():
    assert markup.decode("1 < 2 & <x", ()) == "1 &lt; 2 &amp; &lt;x"


def test_a_dangerous_address_is_refused():
    assert markup.faults(SOURCE, 'Veja <a href="javascript:alert(1)">o guia</a>') == [
        "The address of a link is not allowed. Use one that begins with https://."
    ]
