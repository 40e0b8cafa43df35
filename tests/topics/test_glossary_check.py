"""The check of the glossary's files finds what must not be, and names it."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from agora.topics import checking, glossary

LINES = {
    "en": "waste picker | recycler [US]",
    "es": "reciclador | recicladora [f]",
    "fr": "récupérateur",
    "pt": "catador [BR]",
    "ar": "جامع النفايات",
    "is": "Somebody who lives from what others throw away.",
}
OTHER = {
    "en": "waste", "es": "residuos", "fr": "déchets", "pt": "resíduos", "ar": "نفايات",
    "is": "What is thrown away.",
}  # fmt: skip


@pytest.fixture
def write(tmp_path: Path):
    """Call it with concepts; the file they are written to, as somebody would type it."""

    def written(**concepts: dict[str, str]) -> Path:
        lines = ["domain: waste", "theme: waste", "concepts:"]
        for key, fields in concepts.items():
            lines.append(f"  {key.replace('_', '-')}:")
            lines += [f"    {name}: {text}" for name, text in fields.items()]
        path = tmp_path / "waste.yaml"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return written


def test_the_shipped_glossary_has_no_fault_and_is_large_enough():
    report = checking.check()
    assert report.faults == ()
    assert report.concepts >= 1500


def test_two_good_concepts_pass(write):
    path = write(waste_picker=LINES | {"up": "waste"}, waste=OTHER)
    assert checking.check([path]).lines == ("2 concepts, 0 faults.",)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"pt": ""}, "waste: waste-picker: no label in pt"),
        ({"is": ""}, "waste: waste-picker: it needs a definition of at most 200 characters"),
        ({"is": "x" * 201}, "waste: waste-picker: it needs a definition of at most 200 characters"),
        ({"es": "reciclador | Reciclador [MX]"}, "waste: waste-picker: “reciclador” stands twice in es"),
        ({"up": "waste-picker"}, "waste-picker: its broader concepts go round in a circle"),
        ({"up": "nowhere"}, "waste: waste-picker: its broader concept “nowhere” does not exist"),
        ({"theme": "nothing"}, "waste: waste-picker: no theme “nothing”"),
        ({"sdg": "18"}, "waste: waste-picker: goals are numbers from 1 to 17, each once"),
        ({"ar": "waste"}, "waste: waste-picker: “waste” is not Arabic (mark an acronym [abbr])"),
        ({"es": "reciclador [ABC]"}, "waste.yaml: waste-picker: the tag [ABC] is neither a form nor a country code"),
        ({"colour": "red"}, "waste.yaml: waste-picker: unknown field colour"),
    ],
)  # fmt: skip
def test_each_fault_is_named_with_its_concept(write, change, said):
    path = write(waste_picker={k: v for k, v in (LINES | change).items() if v}, waste=OTHER)
    assert checking.check([path]).faults == (said,)


def test_two_concepts_share_a_label_only_with_a_reason(write):
    alike = OTHER | {"es": "residuos | Reciclador"}
    (fault,) = checking.check([write(waste_picker=LINES, waste=alike)]).faults
    assert fault.startswith("es “reciclador” is a label of waste-picker, waste")
    told = alike | {"shared": "{reciclador: one word for both in some countries}"}
    assert checking.check([write(waste_picker=LINES, waste=told)]).faults == ()


def test_related_concepts_of_one_line_are_told_and_left_out(write):
    path = write(
        waste_picker=LINES | {"up": "waste", "see": "waste other"},
        waste=OTHER,
        other={k: f"{v} 2" for k, v in OTHER.items()},
    )
    report = checking.check([path])
    assert (report.faults, report.repeated) == ((), 1)
    assert list(checking.repeated(glossary.read([path]))) == [("waste-picker", "waste")]
    assert "that tie alone is kept" in report.lines[0]


def test_the_command_says_the_same_and_fails_where_anything_is_wrong(write):
    out = StringIO()
    call_command("glossary", "check", str(write(waste=OTHER)), stdout=out)
    assert out.getvalue() == "1 concepts, 0 faults.\n"
    wrong = write(waste=OTHER | {"fr": "نفايات"})
    with pytest.raises(CommandError, match="not as they should be"):
        call_command("glossary", "check", str(wrong), stdout=out)
    assert "waste: waste: “نفايات” in fr is Arabic\n1 concepts, 1 faults.\n" in out.getvalue()


def test_a_file_that_is_not_there_is_a_sentence(tmp_path):
    report = checking.check([tmp_path / "none.yaml"])
    assert report.faults == (f"{tmp_path / 'none.yaml'} cannot be read: No such file or directory",)
