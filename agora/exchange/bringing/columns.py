"""The fields a row may have, what their columns are called, and guessing which column is which."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agora.exchange.amb.vocabularies import folded


@dataclass(frozen=True)
class Field:
    """One field of ours: its name in the template, its word, what to write, and other names of it."""

    key: str
    label: Promise | str
    help: Promise | str
    example: str = ""
    names: tuple[str, ...] = ()


FIELDS: Final = (
    Field("id", _("Identifier"), _("Whatever names the row in your list; it must not change. Without one, the address names it."), "G-017", ("guid", "identifier", "identificador", "identifiant", "key", "code", "معرف")),
    Field("title", _("Title"), _("As its publisher calls it, in one line. Needed."), "Waste prevention in small cities", ("name", "título", "titulo", "titre", "nombre", "nome", "nom", "العنوان", "عنوان", "headline")),
    Field("summary", _("Summary"), _("Two or three sentences."), "What twelve small cities did to throw away less, with costs.", ("description", "abstract", "resumen", "descripción", "résumé", "description courte", "resumo", "descrição", "excerpt", "الملخص", "ملخص", "الوصف")),
    Field("text", _("Text"), _("Longer text, plain or HTML. Without an address it is needed."), "", ("content", "body", "texto", "texte", "contenido", "contenu", "conteúdo", "النص")),
    Field("address", _("Address"), _("Where it can be opened, beginning with https://."), "https://example.org/guides/waste", ("url", "link", "web", "website", "enlace", "dirección", "direccion", "lien", "adresse", "endereço", "ligação", "الرابط", "العنوان الإلكتروني", "web address")),
    Field("language", _("Language"), _("Its code, such as es or pt-BR."), "en", ("lang", "idioma", "langue", "língua", "lingua", "اللغة", "لغة")),
    Field("type", pgettext_lazy("of a resource", "Type"), _("Handbook, course, report …: a word of this market."), "handbook", ("kind", "tipo", "resource type", "النوع", "نوع")),
    Field("authors", _("Authors"), _("Names, with a semicolon between."), "Ana Ruiz; Karim Haddad", ("author", "autor", "autores", "auteur", "auteurs", "creator", "autor(es)", "المؤلف", "المؤلفون")),
    Field("licence", _("Licence"), _("As in CC BY 4.0, or its address."), "CC BY 4.0", ("license", "licencia", "licença", "rights", "الترخيص")),
    Field("published", _("Published"), _("2022, 2022-10 or 2022-10-11."), "2023-05", ("date", "fecha", "data", "year", "año", "année", "ano", "publicado", "publié", "pubdate", "التاريخ", "date published")),
    Field("themes", _("Themes"), _("Themes of this market, with a semicolon between."), "waste", ("theme", "tema", "temas", "thème", "thèmes", "topics", "المواضيع", "الموضوع")),
    Field("goals", _("Sustainable Development Goals"), _("Numbers of goals or targets, such as 11; 12.5."), "11; 12.5", ("goal", "sdg", "sdgs", "ods", "odd", "objetivos", "objectifs", "أهداف التنمية المستدامة")),
    Field("audiences", _("For whom"), _("Readers, as this market names them."), "", ("audience", "público", "publico", "public", "الجمهور")),
    Field("places", _("Places"), _("Cities, regions or countries it is about."), "", ("place", "lugar", "lugares", "lieu", "lieux", "city", "ciudad", "ville", "cidade", "country", "país", "pays", "المكان")),
    Field("format", _("Format"), _("PDF, web page, video …"), "pdf", ("formato", "الصيغة")),
    Field("minutes", _("Minutes"), _("How long it takes."), "45", ("duration", "duración", "durée", "duração", "minutos", "minutes", "المدة")),
    Field("keywords", _("Keywords"), _("Words that stand below the text."), "", ("tags", "categories", "palabras clave", "mots-clés", "mots clés", "palavras-chave", "etiquetas", "الكلمات المفتاحية")),
)  # fmt: skip
KEYS: Final = tuple(field.key for field in FIELDS)
# The columns of sources that are always the same.
OWN: Final[Mapping[str, Mapping[str, str]]] = {
    "wordpress": {
        "guid": "id", "title": "title", "excerpt": "summary", "content": "text", "link": "address",
        "language": "language", "creator": "authors", "date": "published", "categories": "keywords",
    },
    "feed": {
        "id": "id", "title": "title", "summary": "summary", "content": "text", "link": "address",
        "language": "language", "authors": "authors", "published": "published", "tags": "keywords",
    },
    "sitemap": {
        "address": "address", "title": "title", "summary": "summary", "language": "language",
        "type": "type", "authors": "authors", "licence": "licence", "published": "published",
    },
}  # fmt: skip


def guessed(kind: str, columns: Iterable[str], before: Mapping[str, str]) -> dict[str, str]:
    """Which column is which field (or none, an empty word): as it was said before, else by name.

    No two columns become one field.
    """
    own = OWN.get(kind, {})
    made: dict[str, str] = {}
    taken: set[str] = set()
    columns = [column for column in columns if column]
    for column in columns:
        field = before.get(column)
        if field is None:
            field = own.get(column)
        if field and (field not in KEYS or field in taken):
            field = ""
        if field is not None:
            made[column] = field
            taken.add(field)
    for column in columns:
        if column not in made:
            found = _BY_NAME.get(folded(column.replace("_", " ")), "")
            made[column] = found if found not in taken else ""
            taken.add(made[column])
    return made


_BY_NAME: Final = {
    folded(name): field.key for field in reversed(FIELDS) for name in (*field.names, field.key)
}


def template_csv() -> str:
    """The template: the names of the columns and one row as an example."""
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow(KEYS)
    writer.writerow([field.example for field in FIELDS])
    return made.getvalue()


def template_sheet() -> bytes:
    """The same as XLSX, with what to write below a second sheet."""
    import openpyxl
    from openpyxl.styles import Font

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "resources"
    sheet.append(KEYS)
    sheet.append([field.example for field in FIELDS])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = 22
    sheet.freeze_panes = "A2"
    about = book.create_sheet("columns")
    for field in FIELDS:
        about.append([field.key, str(field.label), str(field.help)])
    about.column_dimensions["A"].width, about.column_dimensions["C"].width = 16, 90
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
