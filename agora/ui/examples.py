"""Example rows for the pattern page, so that every component can be seen alive without a database.

What is said of real organisations is public; Ondara is fictional and marked as illustrative.
"""

from __future__ import annotations

from agora.ui.projection import project
from agora.ui.rows import (
    NOTHING,
    Card,
    Chip,
    Component,
    Credit,
    Dot,
    EditionRow,
    Facet,
    FacetValue,
    Figure,
    Filter,
    ForumPage,
    Link,
    OrganisationPage,
    PracticePart,
    Provenance,
    Reason,
    Related,
    ResourcePage,
    Said,
    Series,
    SlotRow,
    StandPage,
    StandRow,
    TopicPage,
)


def english(text: str) -> Said:
    """A text in English by a person."""
    return Said(text, "en")


EN = Chip("en", "English", reading=True)
ES, FR, PT = Chip("es", "Spanish"), Chip("fr", "French"), Chip("pt", "Portuguese")
EN_MACHINE, AR_MACHINE = Chip("en", "English", machine=True), Chip("ar", "Arabic", machine=True)
UCLG, ICLD = Link("UCLG", "#uclg"), Link("ICLD", "#icld")
PALMIRA = Link("Palmira, Colombia", "#palmira")

COURSE = Card(
    id="example-course",
    path="#course",
    type_key="course",
    type_label="Course",
    title=english("Territorial action on human mobility"),
    summary=english(
        "What a local government can do for people on the move: three chapters with podcasts, "
        "videos and games, about an hour each."
    ),
    axes=("people",),
    publishers=(UCLG, Link("UNHCR", "#unhcr"), Link("UN-Habitat", "#unhabitat")),
    audiences=("Elected leaders", "Municipal staff"),
    languages=(EN, ES, FR),
    duration="3 h",
    year="2022",
)
PRACTICE = Card(
    id="example-practice",
    path="#practice",
    type_key="practice",
    type_label="Practice",
    title=Said("PAZOS: paz y oportunidades", "es", "ltr", fallback=True),
    machine_title=Said("PAZOS: peace and opportunities", "en", origin="machine"),
    summary=english(
        "A city interrupts violence before it starts, from mediation in the street to access to "
        "justice and work for young people."
    ),
    axes=("people", "government"),
    places=(PALMIRA,),
    languages=(ES, EN_MACHINE, PT),
    duration="12 min",
    year="2022",
    evidence_key="reported",
    evidence_label="Reported by the city",
    why=(
        Reason("peace", Said("paz", "es", "ltr", fallback=True), "Spanish"),
        Reason("violence", english("violence prevention"), kind="topic"),
    ),
)
MODULE = Card(
    id="example-module",
    path="#module",
    type_key="module",
    type_label="Module",
    title=english("Fundamentals of resilient governance"),
    summary=english("Games and exercises a team can run with its own colleagues in one day."),
    axes=("planet",),
    publishers=(UCLG, Link("UNDRR", "#undrr"), Link("UN-Habitat", "#unhabitat")),
    audiences=("Trainers",),
    languages=(EN, ES, FR, PT),
    duration="1 day",
    note=english("Start here if your team has never sat down together to talk about risk."),
)
FRAMEWORK = Card(
    id="example-framework",
    path="#framework",
    type_key="framework",
    type_label="Framework",
    title=english("Right to the City indicators"),
    summary=english(
        "Eight components to follow public policy over time; made for dialogue, never for ranking."
    ),
    axes=("government",),
    publishers=(Link("Global Platform for the Right to the City", "#gpr2c"),),
    languages=(EN, ES, AR_MACHINE),
)
OWN = Card(
    id="example-ondara",
    path="#ondara",
    type_key="practice",
    type_label="Practice",
    title=english("Ondara counts its trees with the neighbours who water them"),
    summary=english(
        "A fictional case that shows what a practice looks like when all is filled in."
    ),
    axes=("planet", "people"),
    places=(Link("Ondara", "#ondara-place"),),
    languages=(EN, AR_MACHINE),
    duration="8 min",
    evidence_key="measured",
    evidence_label="Measured",
    illustrative=True,
)
TOOLBOX = Card(
    id="example-toolbox",
    path="#toolbox",
    type_key="toolbox",
    type_label="Toolbox",
    title=english("Local tools for gender equality and SDG 5"),
    summary=english(
        "Which municipal tools carried gender equality in three municipalities: action plans, "
        "data by gender, committees of the council."
    ),
    axes=("people",),
    publishers=(ICLD,),
    languages=(EN,),
    duration="8 pages",
    year="2018",
)
CARDS = (COURSE, PRACTICE, MODULE, FRAMEWORK, OWN, TOOLBOX)

AXES = (
    Link("People", "#people", "people", "Equality, care and rights for everyone who lives here."),
    Link("Planet", "#planet", "planet", "Living with ecosystems, within the limits of the Earth."),
    Link("Government", "#government", "government", "Governing together, closer and more openly."),
)
FACETS = (
    Facet(
        "type",
        "Kind",
        (
            FacetValue("practice", "Practice", 14, selected=True),
            FacetValue("course", "Course", 9),
            FacetValue("toolbox", "Toolbox", 7),
            FacetValue("paper", "Paper", 6),
        ),
        open=True,
        selected=1,
    ),
    Facet(
        "place",
        "Region",
        (
            FacetValue("americas", "Americas", 11),
            FacetValue("south-america", "South America", 8, level=1),
            FacetValue("colombia", "Colombia", 3, level=2),
            FacetValue("africa", "Africa", 6),
        ),
        open=True,
    ),
    Facet(
        "language", "Language", (FacetValue("en", "English", 31), FacetValue("es", "Spanish", 22))
    ),
)
FILTERS = (
    Filter("type", "Kind", "practice", "Practice", "#"),
    Filter("place", "Region", "americas", "Americas", "#"),
)
_CITIES = (
    ("Palmira", 3.54, -76.3, 3),
    ("Daejeon", 36.35, 127.38, 9),
    ("Visoko", 43.99, 18.18, 2),
    ("Barcelona", 41.39, 2.17, 6),
    ("Durban", -29.86, 31.02, 4),
)
DOTS = tuple(
    Dot(name, "#", *project(latitude, longitude), count=count, size=1 + (count > 2) + (count > 8))
    for name, latitude, longitude, count in _CITIES
)
EDITIONS = (
    EditionRow(
        "en", "English", "English", "ltr", "Resilience: learning module", "PDF",
        "https://learning.uclg.org/", "learning.uclg.org", size="4.1 MB", extent="62 pages",
    ),
    EditionRow(
        "es", "Spanish", "Español", "ltr", "Resiliencia: módulo de aprendizaje", "PDF",
        "https://learning.uclg.org/", "learning.uclg.org", extent="64 páginas",
    ),
    EditionRow(
        "ar", "Arabic", "العربية", "rtl", "المرونة: وحدة تعلّم", "PDF",
        "https://learning.uclg.org/", "learning.uclg.org", machine=True,
        note="Translated by a machine; nobody has checked it yet.",
    ),
)  # fmt: skip
RESOURCE = ResourcePage(
    card=MODULE,
    title=MODULE.title,
    summary=MODULE.summary,
    body=english(
        "<p>Three modules belong together: governance, urban systems, and finance. Each can be run "
        "by a city's own trainer.</p><h3>How a day goes</h3><ul><li>A game about one street and "
        "three shocks</li><li>A map of who decides what</li><li>A first list of actions</li></ul>"
    ),
    why=english("Most teams can run it without an outside expert, which is how it travels."),
    outcomes=(
        "Explain resilience to colleagues from other departments",
        "Run the street game with 8 to 24 people",
        "Write a first list of actions with an owner for each",
    ),
    editions=EDITIONS,
    credits=(
        Credit("publisher", "Publisher", "UCLG", "#uclg"),
        Credit("partner", "Partner", "UNDRR", "#undrr"),
    ),
    topics=(
        ("Themes", (Link("Resilience", "#"), Link("Disaster risk", "#"))),
        ("Sustainable Development Goals", (Link("11 Sustainable cities", "#"),)),
    ),
    level="Introductory",
    audiences=("Trainers", "Municipal staff"),
    licence="No licence stated by the publisher",
    published="2020",
    published_iso="2020",
    related=(
        Related(FRAMEWORK, "Shares the theme Governance"),
        Related(OWN, "Put into practice by a city"),
    ),
    collections=(Link("First steps with resilience", "#"),),
    stands=(Link("Resilience stand, Daejeon 2022", "#"),),
    provenance=(Provenance("UCLG Learning", "https://learning.uclg.org/", "title, summary"),),
    citation="UCLG, UNDRR and UN-Habitat (2020). Fundamentals of resilient governance.",
    bibtex_path="#bibtex",
    qr_path="",
    report_path="#report",
    permanent="https://example.org/r/example-module",
    reading_minutes=4,
)
PRACTICE_PAGE = ResourcePage(
    card=OWN,
    title=OWN.title,
    summary=OWN.summary,
    body=NOTHING,
    why=english("It cost little and needed nobody's permission."),
    licence="CC BY 4.0",
    licence_url="https://creativecommons.org/licenses/by/4.0/",
    related=(Related(MODULE, "The city began with this module"),),
    report_path="#report",
    permanent="https://example.org/p/example-ondara",
    citation="City of Ondara (illustrative). Ondara counts its trees.",
    practice=PracticePart(
        place=Link("Ondara", "#"),
        organisation=Link("City of Ondara", "#"),
        period="2021–2023",
        cost_figure="€ 18,000 a year",
        problem=english("<p>Young street trees died in their second summer.</p>"),
        done=english("<p>The city handed each tree to the people who live in front of it.</p>"),
        cost=english("<p>Mostly the time of two gardeners.</p>"),
        conditions=english("<p>Streets with neighbours at home in the evening.</p>"),
        lessons=english("<p>We would begin with schools, not with shops.</p>"),
        components=(
            Component(english("A card on every tree"), english("With its name and its need.")),
            Component(english("An evening a month"), english("Gardeners answer questions.")),
        ),
        series=(
            Series(
                english("Young trees alive after two summers"),
                english("per cent of trees planted"),
                (
                    Figure("2021", "54 %", "measured", "Measured", "Parks office", "", 0.54),
                    Figure("2022", "68 %", "measured", "Measured", "Parks office", "", 0.68),
                    Figure("2023", "81 %", "estimated", "Estimated", "Parks office", "", 0.81),
                ),
                change="More trees live through their second summer.",
            ),
        ),
        contact_path="#ask",
    ),
)
STANDS = (
    StandRow(
        "#stand-1", english("An open course on human mobility"), COURSE.summary, "people", UCLG, 1
    ),
    StandRow("#stand-2", english("Tools for gender equality"), TOOLBOX.summary, "people", ICLD, 1),
    StandRow(
        "#stand-3", english("Resilience, now in Portuguese"), MODULE.summary, "planet", UCLG, 3
    ),
    StandRow(
        "#stand-4", english("Right to the City indicators"), FRAMEWORK.summary, "government",
        Link("Global Platform for the Right to the City", "#gpr2c"), 1,
    ),
)  # fmt: skip
SLOTS = (
    SlotRow(
        "Tuesday 11 October 2022", "10:30", "17:00", "2022-10-11T01:30:00Z", "Asia/Seoul",
        english("Learning Forum in six sections"), english("One of them shows practices fast."),
    ),
)  # fmt: skip
FORUM = ForumPage(
    path="#forum",
    title=english("UCLG Learning Forum and Learning Marketplace, Daejeon 2022"),
    summary=english(
        "Partners put their learning products on stands so that cities could find them."
    ),
    body=english("<h3>What the market was</h3><p>Visitors left with a contact or an idea.</p>"),
    theme=english("Learning products and processes by the three axes of the Pact for the Future"),
    place=Link("Daejeon, Republic of Korea", "#daejeon"),
    dates="Tuesday 11 October 2022",
    organisers=(UCLG,),
    stands=tuple(
        (axis.key, axis.label, tuple(stand for stand in STANDS if stand.axis == axis.key))
        for axis in AXES
    ),
    slots=SLOTS,
)
STAND = StandPage(
    path="#stand-3",
    title=STANDS[2].title,
    summary=STANDS[2].summary,
    body=english(
        "<p>The modules had English, Spanish and French editions. Now there is a fourth.</p>"
    ),
    axis="planet",
    axis_label="Planet",
    organisation=UCLG,
    organisation_summary=english("The world network of cities, local and regional governments."),
    website="https://www.uclg.org/",
    forum=Link("Daejeon 2022", "#forum"),
    things=(MODULE,),
    slots=SLOTS,
    neighbours=STANDS[:2],
    contact_path="#contact",
)
ORGANISATION = OrganisationPage(
    id="example-icld",
    path="#icld",
    name=english("Swedish International Centre for Local Democracy"),
    short_name="ICLD",
    summary=english("Supports local democracy through partnerships, training and research."),
    body=NOTHING,
    kind="Public agency",
    website="https://icld.se/",
    seat=Link("Visby, Sweden", "#visby"),
    offers=(TOOLBOX,),
    offers_total=1,
    explore_path="#explore",
    stands=(Link("Tools for gender equality, Daejeon 2022", "#stand-2"),),
    contact_path="#contact",
)
TOPIC = TopicPage(
    path="#participation",
    scheme_key="themes",
    scheme_label="Themes",
    key="participation",
    notation="",
    label="Participation",
    definition="People take part in decisions about the place they live in.",
    axis="government",
    parents=(Link("Democracy", "#"),),
    children=(
        Link("Participatory budgeting", "#", note="4"),
        Link("Open government", "#", note="2"),
    ),
    related=(Link("Right to the city", "#"),),
    labels=(Said("Participación", "es"), Said("المشاركة", "ar", "rtl")),
    total=11,
    explore_path="#explore",
    newest=(FRAMEWORK, OWN),
    counts=(Link("Practices", "#", note="5"), Link("Papers", "#", note="4")),
)
SUGGESTIONS = (
    Link("waste pickers", "#", note="Theme"),
    Link("Waste pickers and the city", "#", note="Practice"),
)
COLOURS = (
    "paper", "card", "sand", "ink", "muted", "line", "brand", "marigold", "people", "planet",
    "government", "danger", "focus",
)  # fmt: skip
