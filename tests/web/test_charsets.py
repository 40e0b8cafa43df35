"""A charset named by a request changes nothing: everything is read as UTF-8."""

import pytest


@pytest.mark.parametrize("charset", ["cp037", "utf-16", "unicode_escape", "hex", "rot13", "idna"])
def test_a_foreign_charset_neither_breaks_nor_poisons_a_page(market, client, charset):
    path = "/es/explore/?q=vivienda"
    strange = client.get(path, headers={"Content-Type": f"text/plain; charset={charset}"})
    plain = client.get(path)
    assert strange.status_code == plain.status_code == 200
    assert strange.context is None or strange.context["q"] == "vivienda"
    assert "“vivienda”" in plain.content.decode()
    assert strange.content == plain.content
