"""Live content is written in `publishing.py` alone: publishing a version is the only way in."""

import ast

from django.apps import apps

from tests.house.rooms import room_of, shown, sources

WRITES = {
    "save", "create", "bulk_create", "update", "bulk_update", "delete", "update_or_create",
    "get_or_create", "set", "add", "remove", "clear", "asave", "acreate", "aupdate", "adelete",
}  # fmt: skip
# On a row or a query these write; on other things they are ordinary words.
ON_RELATIONS = {"set", "add", "remove", "clear"}
NOT_LIVE = ("migrations", "bench")
# Made from live rows and never by hand; each can be made anew.
DERIVED = {"Listing", "TopicReading", "MachineText", "MachineReading"}
# Said beside the live rows, for curators: no page of the market is made of them.
BESIDE = {
    "SuggestedTopic", "TopicEvidence", "OrganisationRequest",
    "LikelyPair", "PairReading", "Merge", "AgeingReminder",
}  # fmt: skip

# Of the courses: what a version of their lessons is made of. Runs and enrolments have lives of their own.
LESSONS = {"Course", "CourseVersion", "Node", "NodeText", "CourseFile"}


def live_models() -> set[str]:
    """The models that pages are made of."""
    found = {
        model.__name__
        for model in apps.get_models()
        if room_of(model.__module__) in ("catalogue", "forums", "topics")
        or model.__name__ in LESSONS
        or (room_of(model.__module__) == "people" and model.__name__.startswith("Organisation"))
    }
    return found - DERIVED - BESIDE


def root(node: ast.expr) -> str:
    """The name an expression begins with: `Resource` in `Resource.objects.filter(…)[0]`."""
    while True:
        if isinstance(node, ast.Attribute | ast.Subscript | ast.Starred | ast.Await):
            node = node.value
        elif isinstance(node, ast.Call):
            # list(rows), sorted(rows): the rows are what it is about
            if isinstance(node.func, ast.Name) and node.func.id in (
                "list",
                "sorted",
                "tuple",
                "iter",
            ):
                if not node.args:
                    return ""
                node = node.args[0]
            else:
                node = node.func
        else:
            return node.id if isinstance(node, ast.Name) else ""


def names_in(target: ast.expr | None) -> list[str]:
    """The names in a target or an annotation."""
    return (
        []
        if target is None
        else [node.id for node in ast.walk(target) if isinstance(node, ast.Name)]
    )


def live_names(scope: ast.AST, live: set[str]) -> set[str]:
    """The variables of a scope that hold live rows or queries of them, as far as one can read."""
    known = set(live)
    while True:
        before = len(known)
        for node in ast.walk(scope):
            if isinstance(node, ast.Assign) and root(node.value) in known:
                for target in node.targets:
                    if not isinstance(target, ast.Attribute | ast.Subscript):
                        known.update(names_in(target))
            elif isinstance(node, ast.NamedExpr | ast.AnnAssign) and node.value is not None:
                if root(node.value) in known:
                    known.update(names_in(node.target))
            elif isinstance(node, ast.For | ast.comprehension) and root(node.iter) in known:
                known.update(names_in(node.target))
            elif isinstance(node, ast.arg) and set(names_in(node.annotation)) & live:
                known.add(node.arg)
        if len(known) == before:
            return known


def writes(tree: ast.Module, live: set[str]) -> list[int]:
    """The lines on which live rows are written."""
    imported = {
        (name.asname or name.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("agora.")
        for name in node.names
        if name.name in live
    } | {
        node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and node.name in live
    }
    found = set()
    scopes = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    for scope in [*scopes, tree]:
        known = live_names(scope, imported) if scope is not tree else imported
        for node in ast.walk(scope):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr not in WRITES or root(node.func.value) not in known:
                continue
            # `rows.add(x)` on a variable is a Python set; `row.places.add(x)` is a relation.
            if node.func.attr in ON_RELATIONS and not isinstance(node.func.value, ast.Attribute):
                continue
            found.add(node.lineno)
    return sorted(found)


def test_live_content_is_written_in_publishing_alone():
    live, found = live_models(), []
    for _room, path, tree in sources(without=NOT_LIVE):
        if path.name != "publishing.py":
            found += [shown(path, line) for line in writes(tree, live)]
    assert found == []


def test_no_sql_writes_live_content_past_the_models():
    found = []
    for _room, path, tree in sources(without=NOT_LIVE):
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words = node.value.split()[:3]
                if words[:2] in (["INSERT", "INTO"], ["DELETE", "FROM"]) or words[:1] == ["UPDATE"]:
                    table = words[-1].strip('"')
                    if table.startswith(
                        ("catalogue_", "forums_", "topics_", "people_organisation")
                    ):
                        found.append(shown(path, node.lineno))
    assert found == []


def test_writing_elsewhere_would_be_found():
    text = """
from agora.catalogue.models import Resource, Edition as Issue
def one(key):
    Resource.objects.filter(pk=key).update(slug="x")
    row = Resource.objects.get(pk=key)
    row.slug = "x"
    row.save()
    for issue in list(row.editions.all()):
        issue.delete()
    row.places.set([])
    Issue(resource=row).save()
    Resource.concepts.through.objects.bulk_create([])
def two(resource: Resource | None):
    resource.delete()
def three(rows):
    seen = set()
    seen.add(Resource.objects.count())
    rows.update(Resource.objects.values())
    form.save()
    chosen = {r.pk for r in Resource.objects.all()}
"""
    assert writes(ast.parse(text), {"Resource", "Edition"}) == [4, 7, 9, 10, 11, 12, 14]
