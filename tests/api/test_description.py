"""The description of the API is OpenAPI 3.1, and what is described is what is answered."""

from __future__ import annotations

import json
from contextlib import contextmanager

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from agora.config.wsgi import application

pytestmark = pytest.mark.django_db

_PROMISES = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@contextmanager
def _one_connection():
    """Requests straight to the WSGI application do not close the connection of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def _described(client):
    return json.loads(client.get("/api/v1/openapi.json").content)


def test_the_description_is_openapi_3_1_and_names_every_operation(client):
    data = _described(client)
    assert data["openapi"].startswith("3.1")
    assert data["info"]["title"] == "Agora"
    operations = {
        (path, method): operation["operationId"]
        for path, methods in data["paths"].items()
        for method, operation in methods.items()
    }
    assert operations == {
        ("/api/v1/resources", "get"): "resources_list",
        ("/api/v1/resources/{object_id}", "get"): "resource_get",
        ("/api/v1/organisations", "get"): "organisations_list",
        ("/api/v1/organisations/{slug}", "get"): "organisation_get",
        ("/api/v1/topics", "get"): "topics_list",
    }
    for schema in data["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    for methods in data["paths"].values():
        for operation in methods.values():
            assert operation["summary"]
            assert operation["description"]
            assert "422" in operation["responses"]


def test_the_filters_of_the_page_are_the_parameters_of_the_api(client):
    from agora.catalogue.facets import HIDDEN, NAMES

    operation = _described(client)["paths"]["/api/v1/resources"]["get"]
    names = {parameter["name"] for parameter in operation["parameters"]}
    assert names == {"q", "page", "sort", "lang", *NAMES, *HIDDEN}


@pytest.mark.parametrize("operation", ["resources_list", "resource_get", "organisations_list",
                                       "organisation_get", "topics_list"])  # fmt: skip
def test_whatever_is_asked_the_answer_is_one_that_is_described(operation, market, client):
    schema = schemathesis.openapi.from_dict(_described(client)).include(operation_id=operation)
    schema.app = application
    asked = []
    for result in schema.get_all_operations():
        strategy = result.ok().as_strategy()
        negative = result.ok().as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE)

        @settings(
            max_examples=25, deadline=None, derandomize=True, database=None,
            phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=strategy | negative)
        def walk(case):
            asked.append(case)
            response = case.call(headers={"Accept-Encoding": "identity"})
            assert response.status_code < 500, case.as_curl_command()
            if response.status_code not in (414, 431):  # refused before the API was reached
                case.validate_response(response, checks=_PROMISES)

        with _one_connection():
            walk()
    assert len(asked) > 10
