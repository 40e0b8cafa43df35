"""A request that names another charset than UTF-8 is refused, and nothing of it is kept."""

import pytest


@pytest.mark.parametrize("charset", ["cp037", "utf-16", "unicode_escape", "hex", "rot13", "idna"])
def test_a_foreign_charset_neither_breaks_nor_poisons_a_page(market, client, charset):
    path = "/es/explore/?q=vivienda"
    strange = client.get(path, headers={"Content-Type": f"text/plain; charset={charset}"})
    plain = client.get(path)
    assert (strange.status_code, strange.content) == (415, b"Send this request in UTF-8.\n")
    assert plain.status_code == 200
    assert "“vivienda”" in plain.content.decode()


@pytest.mark.parametrize("charset", ["utf-8", "UTF8", '"utf-8"'])
def test_utf_8_by_any_of_its_names_is_taken(market, client, charset):
    headers = {"Content-Type": f"text/plain; charset={charset}"}
    assert client.get("/es/explore/?q=vivienda", headers=headers).status_code == 200
