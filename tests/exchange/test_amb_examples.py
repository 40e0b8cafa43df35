"""The published examples of the profile: the valid ones come in and are found, the others do not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from agora.catalogue.models import Resource
from agora.catalogue.queries import Search, search
from agora.exchange.amb.mapping import object_id
from agora.people.queries import ANYBODY
from tests.exchange.importing import bring

pytestmark = [pytest.mark.django_db, pytest.mark.data]

# Where our profile is wider on purpose; docs/formats.md gives the reasons.
WIDER = {
    "Mozilla-Public-License.json": "any licence may be named",
    "about.json": "a subject may come from any vocabulary",
    "invalidAboutConceptUri.json": "a subject may come from any vocabulary",
    "wrongDefaultLanguageTag.json": "a language may have a region",
}
REASONS = {
    "affiliationWithoutName.json": "publisher[0].affiliation.name is missing",
    "assessesWithoutURI.json": "assesses[0].id must be a text",
    "captionInMultipleLanguages.json": "caption must be a list",
    "captionWithoutArray.json": "caption must be a list",
    "competencyRequiredAsObject.json": "competencyRequired must be a list",
    "conceptWithMonolingualLabels.json": "about[0].prefLabel must say the language",
    "conditionsOfAccessStringInsteadObject.json": "conditionsOfAccess must be an object",
    "contentSizeAndBitRateWithUnits.json": "encoding[0].bitrate must be digits",
    "educationalLevelWithWrongID.json": "educationalLevel[0] is not a level",
    "funderInvalidType.json": "funder[0].type must be",
    "inLanguageWithoutArray.json": "inLanguage must be a list",
    "interactivityType.json": "interactivityType.id is missing",
    "isAccessibleForFree.json": "isAccessibleForFree must be true or false",
    "isBasedOn.json": "isBasedOn must be a list",
    "isBasedOn_noArray.json": "isBasedOn must be a list",
    "isBasedOn_noIdOrName.json": "isBasedOn[0] has neither",
    "keywordWithoutArray.json": "keywords must be a list",
    "learningResourceType-wihtout-any-valid-id.json": "learningResourceType names no type we know",
    "license-as-string.json": "license must be an object",
    "lrtWithoutArray.json": "learningResourceType must be a list",
    "mainEntityOf.json": "mainEntityOfPage must be a list",
    "mainEntityOfPageInvalidType.json": "mainEntityOfPage[0].type must be 'WebContent'",
    "missingDefaultLanguage.json": "@context does not say the language",
    "missingDefaultLanguage2.json": "@context does not say the language",
    "noContext.json": "@context is missing",
    "partWithoutId.json": "hasPart[0].id is missing",
    "teachesWithoutLocalizedPrefLabel.json": "teaches[0].prefLabel must say the language",
    "typeAsURI.json": "is not a schema.org type",
    "typeWithoutArray.json": "type must be a list",
    "typeWithoutLearningResource.json": "type does not say LearningResource",
    "videoWithoutUrls.json": "encoding[0] has no address",
    "wrongContextLink.json": "@context must be a list that names",
    "wrongDateTime.json": "dateCreated is not a date",
    "wrongDuration.json": "duration is not an ISO 8601 duration",
}


def _examples(folder: Path, kind: str) -> list[Path]:
    found = sorted(folder.glob(f"amb/*/examples/{kind}/*.json"))
    assert len(found) > 60, "the examples are not there"
    return found


def test_every_valid_example_comes_in_and_is_found(
    data_folder: Path, index: Callable[[], None]
) -> None:
    for path in _examples(data_folder, "valid"):
        code, said = bring(path)
        assert code == 0, (path, said)
        data = json.loads(path.read_text())
        key = object_id(data["id"])
        assert Resource.objects.get(pk=key).texts.get().title == data["name"]
        for reader in ("en", "ar"):
            hits = search(Search(text=data["name"]), reader=reader, viewer=ANYBODY).hits
            assert str(key) in [hit.id for hit in hits], path
        assert bring(path)[1].splitlines()[-1] == "1 unchanged", path


def test_every_invalid_example_is_refused_for_its_reason(data_folder: Path) -> None:
    for path in _examples(data_folder, "invalid"):
        code, said = bring(path, "--dry-run")
        if path.name in WIDER:
            assert code == 0, (path, said)
        else:
            assert code == 1, path
            assert REASONS[path.name] in said, (path, said)


def test_the_places_where_we_are_wider_are_in_the_documentation() -> None:
    text = (Path(__file__).parents[2] / "docs" / "formats.md").read_text("utf-8")
    assert all(f"`{name}`" in text for name in WIDER)
