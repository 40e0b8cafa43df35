"""`agora bench`: search and pages, measured."""

from __future__ import annotations

import json
from argparse import SUPPRESS, ArgumentTypeError, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from agora.bench import reporting
from agora.bench.market import Market, MarketFailed, own_market
from agora.kernel.console import Command as Base
from agora.kernel.console import Progress

_KINDS = {
    "search": (
        "the search index alone, on an invented catalogue; its counts against brute force",
        "agora bench search --documents 100000",
    ),
    "pages": (
        "processor time, queries and bytes of uncached pages with many resources in the database",
        "agora bench pages --resources 100000",
    ),
    "serve": (
        "requests per second from the page cache, memory, and time to the first page",
        "agora bench serve --seconds 10",
    ),
    "relevance": (
        "how well queries find documents in other languages: nDCG@10 and recall@100",
        "agora bench relevance",
    ),
    "desk": (
        "processor time and queries of the desk: the queue of reviews, the segments of a translation",
        "agora bench desk --items 10000",
    ),
    "digests": (
        "processor time of the weekly mails of many readers: found, drawn, handed over",
        "agora bench digests --people 10000",
    ),
    "openings": (
        "processor time of telling many people that a run is open: written, drawn, handed over",
        "agora bench openings --people 10000",
    ),
    "statistics": (
        "processor time of the pages of figures after three years of reads",
        "agora bench statistics --reads 200000",
    ),
    "memory": (
        "what a web process holds after it has made every kind of page, the desk's too",
        "agora bench memory",
    ),
    "imports": (
        "rows per second of a spreadsheet that is brought in, the search kept current",
        "agora bench imports --rows 5000",
    ),
    "links": (
        "checking many addresses on many hosts: their politeness, processor time, and a page meanwhile",
        "agora bench links --addresses 10000",
    ),
    "learning": (
        "processor time of a lesson and of completing one, and completions per second through HTTP",
        "agora bench learning --learners 10000",
    ),
    "weight": (
        "bytes and requests of a first visit, counted by a real browser (needs Chromium)",
        "agora bench weight",
    ),
}


class Command(Base):
    """One subcommand per thing measured; none touches the market you run."""

    help = (
        "Measure the market. Each measurement works in a temporary folder of its own and ends "
        "in one line of JSON."
    )
    example = "agora bench pages --resources 100000"

    def add_arguments(self, parser: CommandParser) -> None:
        """The subcommands with their options."""
        kinds = parser.add_subparsers(
            dest="kind", required=True, metavar="SUBCOMMAND", help="what to measure"
        )
        parsers = {
            name: kinds.add_parser(
                name,
                help=text,
                description=f"Measure {text}.",
                epilog=f"Example:\n  {example}",
                formatter_class=RawDescriptionHelpFormatter,
            )
            for name, (text, example) in _KINDS.items()
        }
        parsers["search"].add_argument(
            "--documents", type=_count, default=100_000, help="records to invent (default 100000)"
        )
        parsers["search"].add_argument(
            "--rounds", type=_count, default=200, help="questions per kind (default 200)"
        )
        pages = parsers["pages"]
        pages.add_argument(
            "--resources", type=_count, default=100_000, help="resources to invent (default 100000)"
        )
        pages.add_argument(
            "--rounds", type=_count, default=60, help="requests per page (default 60)"
        )
        pages.add_argument(
            "--folder", type=Path, help="keep the invented market here and use it again next time"
        )
        pages.add_argument(
            "--profile", metavar="PAGE", default="", help="also say where that page's time goes"
        )
        pages.add_argument("--inside", action="store_true", help=SUPPRESS)
        desk = parsers["desk"]
        desk.add_argument(
            "--items", type=_count, default=10_000, help="submissions to invent (default 10000)"
        )
        desk.add_argument(
            "--rounds", type=_count, default=30, help="requests per page (default 30)"
        )
        desk.add_argument(
            "--part", choices=("review", "translation"), default="", help="one part alone"
        )
        desk.add_argument("--inside", action="store_true", help=SUPPRESS)
        brought = parsers["imports"]
        brought.add_argument(
            "--rows", type=_count, default=5_000, help="rows to invent (default 5000)"
        )
        brought.add_argument("--inside", action="store_true", help=SUPPRESS)
        links = parsers["links"]
        links.add_argument(
            "--addresses", type=_count, default=10_000, help="addresses to check (default 10000)"
        )
        links.add_argument(
            "--hosts", type=_count, default=400, help="on so many hosts, 4000 at most (default 400)"
        )
        links.add_argument("--inside", metavar="URL", default="", help=SUPPRESS)
        digests = parsers["digests"]
        digests.add_argument(
            "--people", type=_count, default=10_000, help="readers to invent (default 10000)"
        )
        digests.add_argument(
            "--resources", type=_count, default=5_000, help="resources to invent (default 5000)"
        )
        digests.add_argument("--inside", action="store_true", help=SUPPRESS)
        openings = parsers["openings"]
        openings.add_argument(
            "--people", type=_count, default=10_000, help="people to invent (default 10000)"
        )
        openings.add_argument("--inside", action="store_true", help=SUPPRESS)
        counted = parsers["statistics"]
        counted.add_argument(
            "--reads", type=_count, default=200_000, help="reads a day (default 200000)"
        )
        counted.add_argument(
            "--resources", type=_count, default=10_000, help="resources to invent (default 10000)"
        )
        counted.add_argument(
            "--rounds", type=_count, default=30, help="requests per page (default 30)"
        )
        counted.add_argument("--inside", action="store_true", help=SUPPRESS)
        learning = parsers["learning"]
        learning.add_argument(
            "--learners", type=_count, default=10_000, help="people enrolled (default 10000)"
        )
        learning.add_argument(
            "--rounds", type=_count, default=60, help="requests per page (default 60)"
        )
        learning.add_argument(
            "--seconds", type=_count, default=8, help="how long to complete (default 8)"
        )
        learning.add_argument(
            "--connections", type=_count, default=8, help="kept-alive connections (default 8)"
        )
        learning.add_argument(
            "--kill",
            action="store_true",
            help="also kill the server with SIGKILL in the middle, and see that nothing answered is lost",
        )
        learning.add_argument("--inside", choices=("pages", "kept"), default="", help=SUPPRESS)
        serve = parsers["serve"]
        serve.add_argument(
            "--seconds", type=_count, default=8, help="how long to ask (default 8, at most 60)"
        )
        serve.add_argument(
            "--connections", type=_count, default=8, help="kept-alive connections (default 8)"
        )
        serve.add_argument(
            "--workers", type=_count, nargs="+", default=[1, 2], help="web processes (default 1 2)"
        )
        serve.add_argument(
            "--idle", type=float, default=5, help="seconds to wait before memory is read"
        )

        serve.add_argument(
            "--folder", type=Path, help="keep the demonstration market here and use it again"
        )
        held = parsers["memory"]
        held.add_argument(
            "--idle", type=float, default=5, help="seconds to wait before memory is read"
        )
        held.add_argument(
            "--folder", type=Path, help="keep the demonstration market here and use it again"
        )
        held.add_argument("--inside", action="store_true", help=SUPPRESS)
        relevance = parsers["relevance"]
        relevance.add_argument(
            "--data",
            type=Path,
            default=Path("../shared/data"),
            help="folder with the public test texts (default ../shared/data)",
        )
        relevance.add_argument("--set", default="", help="a name for a set of your own")
        for name, text in (
            ("queries", "its queries: id, language, text, with tabs between"),
            ("documents", "its documents: id, language, text"),
            ("judgements", "its judgements: query id, document id, grade"),
        ):
            relevance.add_argument(f"--{name}", type=Path, help=text)
        relevance.add_argument(
            "--pool", type=Path, help="write the pooled documents of our own queries here, to judge"
        )
        parsers["weight"].add_argument(
            "--url", default="", help="visit this running market instead of a demonstration of it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run one of them."""
        try:
            getattr(self, f"_{options['kind']}")(options)
        except MarketFailed as error:
            raise CommandError(str(error)) from error

    def _search(self, options: dict[str, Any]) -> None:
        from agora.catalogue.search import bench

        self.say(reporting.heading(f"search --documents {options['documents']}"))
        figures = bench.run(options["documents"], rounds=options["rounds"], say=self.say)
        self.say(bench.table(figures))

    def _relevance(self, options: dict[str, Any]) -> None:
        from agora.bench.relevance import report, sets

        tools = report.Tools()
        own = [options[name] for name in ("queries", "documents", "judgements")]
        self.say(reporting.heading("relevance"))
        try:
            if options["pool"]:
                count = report.write_pool(options["pool"], tools)
                self.say(f"{count} pairs to judge in {options['pool']}.")
                return
            if any(own):
                if not all(own):
                    raise CommandError(
                        "A set of your own needs --queries, --documents and --judgements."
                    )
                name = options["set"] or "own"
                queries, documents, judgements = own
                figures = {name: report.one(name, queries, documents, judgements, self.say, tools)}
            else:
                figures = report.everything(options["data"], self.say, tools)
        except sets.SetMissing as error:
            raise CommandError(str(error)) from error
        self.say(json.dumps(figures))

    def _pages(self, options: dict[str, Any]) -> None:
        if options["inside"]:
            self._pages_inside(options)
            return
        self.say(reporting.heading(f"pages --resources {options['resources']}"))
        with own_market(options["folder"]) as market:
            market.set_up()
            # Every page is made anew: nothing stays in the page cache.
            market.environment["AGORA_PAGE_CACHE_SECONDS"] = "0"
            market.environment["AGORA_BENCH_FOLDER"] = str(market.folder)
            extra = ["--profile", options["profile"]] if options["profile"] else []
            market.run(
                "bench", "pages", "--inside", "--resources", str(options["resources"]),
                "--rounds", str(options["rounds"]), *extra, echo=True,
            )  # fmt: skip

    def _pages_inside(self, options: dict[str, Any]) -> None:
        from agora.bench import corpus, pages

        try:
            spent = corpus.fill(options["resources"], lambda label: Progress(self, label))
            figures: reporting.Figures = {"resources": options["resources"], **spent}
            rows = pages.measure(options["rounds"], self.say, profiled=options["profile"])
        except (corpus.NotOurs, pages.PageFailed) as error:
            raise CommandError(str(error)) from error
        for name, row in rows.items():
            figures |= {f"{name}_{key}": value for key, value in row.items()}
        self.say(pages.table(rows))
        self.say(reporting.against(figures, pages.TARGETS))
        self.say(reporting.last_line(figures))

    def _desk(self, options: dict[str, Any]) -> None:
        if options["inside"]:
            self._desk_inside(options)
            return
        self.say(reporting.heading(f"desk --items {options['items']}"))
        with own_market(None) as market:
            market.set_up()
            market.environment["AGORA_BENCH_FOLDER"] = str(market.folder)
            part = ["--part", options["part"]] if options["part"] else []
            market.run(
                "bench", "desk", "--inside", "--items", str(options["items"]),
                "--rounds", str(options["rounds"]), *part, echo=True,
            )  # fmt: skip

    def _desk_inside(self, options: dict[str, Any]) -> None:
        from agora.bench import corpus, desk_review, desk_translation

        try:
            corpus.must_be_ours()
        except corpus.NotOurs as error:
            raise CommandError(str(error)) from error
        figures: reporting.Figures = {"yardstick before, ms": reporting.yardstick()}
        if options["part"] != "translation":
            figures |= desk_review.review_figures(options["items"], options["rounds"])
        if options["part"] != "review":
            figures |= desk_translation.translation_figures(options["rounds"])
        figures["yardstick after, ms"] = reporting.yardstick()
        self.say(reporting.table(("the desk, CPU time", "measured"), list(figures.items())))
        self.say(reporting.against(figures, desk_review.TARGETS | desk_translation.TARGETS))
        self.say(reporting.last_line(figures))

    def _imports(self, options: dict[str, Any]) -> None:
        if options["inside"]:
            self._imports_inside(options)
            return
        self.say(reporting.heading(f"imports --rows {options['rows']}"))
        with own_market(None) as market:
            market.set_up()
            market.environment["AGORA_BENCH_FOLDER"] = str(market.folder)
            market.run("bench", "imports", "--inside", "--rows", str(options["rows"]), echo=True)

    def _imports_inside(self, options: dict[str, Any]) -> None:
        from django.conf import settings

        from agora.bench import corpus, importing

        folder = Path(settings.MEDIA_ROOT)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            figures = importing.measure(folder, options["rows"], self.say)
        except corpus.NotOurs as error:
            raise CommandError(str(error)) from error
        self.say(reporting.table(("bringing a spreadsheet in", "measured"), list(figures.items())))
        self.say(reporting.against(figures, importing.TARGETS))
        self.say(reporting.last_line(figures))

    def _digests(self, options: dict[str, Any]) -> None:
        sizes = [f"--{name}={options[name]}" for name in ("people", "resources")]
        if options["inside"]:
            self._digests_inside(options)
            return
        self.say(reporting.heading(f"digests {' '.join(sizes)}"))
        with own_market(None) as market:
            market.set_up()
            market.environment["AGORA_BENCH_FOLDER"] = str(market.folder)
            market.run("bench", "digests", "--inside", *sizes, echo=True)

    def _links(self, options: dict[str, Any]) -> None:
        from agora.bench import links

        sizes = ["--addresses", str(options["addresses"]), "--hosts", str(options["hosts"])]
        if options["inside"]:
            figures: reporting.Figures = {"yardstick before, ms": reporting.yardstick()}
            figures |= links.link_figures(
                options["addresses"], min(options["hosts"], 4_000), options["inside"], self.say
            )
            figures["yardstick after, ms"] = reporting.yardstick()
            self.say(reporting.table(("checking addresses", "measured"), list(figures.items())))
            self.say(reporting.against(figures, links.TARGETS))
            self.say(reporting.last_line(figures))
            return
        self.say(reporting.heading(f"links {' '.join(sizes)}"))
        with own_market(None) as market:
            self._demonstration(market)
            # The checker that is measured is the only one.
            with market.served(background=False) as served:
                market.run("bench", "links", "--inside", served.url, *sizes, echo=True)

    def _digests_inside(self, options: dict[str, Any]) -> None:
        from agora.bench import corpus, digests

        try:
            corpus.fill(options["resources"], lambda label: Progress(self, label))
        except corpus.NotOurs as error:
            raise CommandError(str(error)) from error
        figures: reporting.Figures = {"yardstick before, ms": reporting.yardstick()}
        figures |= digests.digest_figures(options["people"])
        figures["yardstick after, ms"] = reporting.yardstick()
        self.say(reporting.table(("weekly mails, CPU time", "measured"), list(figures.items())))
        self.say(reporting.against(figures, digests.TARGETS))
        self.say(reporting.last_line(figures))

    def _openings(self, options: dict[str, Any]) -> None:
        sizes = [f"--people={options['people']}"]
        if options["inside"]:
            from agora.bench import corpus, openings

            try:
                corpus.fill(20, lambda label: Progress(self, label))
            except corpus.NotOurs as error:
                raise CommandError(str(error)) from error
            figures: reporting.Figures = {"yardstick before, ms": reporting.yardstick()}
            figures |= openings.opening_figures(options["people"])
            figures["yardstick after, ms"] = reporting.yardstick()
            self.say(
                reporting.table(("opening notices, CPU time", "measured"), list(figures.items()))
            )
            self.say(reporting.against(figures, openings.TARGETS))
            self.say(reporting.last_line(figures))
            return
        self.say(reporting.heading(f"openings {' '.join(sizes)}"))
        with own_market(None) as market:
            market.set_up()
            market.environment["AGORA_BENCH_FOLDER"] = str(market.folder)
            market.run("bench", "openings", "--inside", *sizes, echo=True)

    def _statistics(self, options: dict[str, Any]) -> None:
        sizes = [f"--{name}={options[name]}" for name in ("reads", "resources", "rounds")]
        if options["inside"]:
            self._statistics_inside(options)
            return
        self.say(reporting.heading(f"statistics {' '.join(sizes)}"))
        with own_market(None) as market:
            market.set_up()
            market.environment["AGORA_BENCH_FOLDER"] = str(market.folder)
            market.run("bench", "statistics", "--inside", *sizes, echo=True)

    def _statistics_inside(self, options: dict[str, Any]) -> None:
        from agora.bench import corpus, figures

        try:
            corpus.fill(options["resources"], lambda label: Progress(self, label))
        except corpus.NotOurs as error:
            raise CommandError(str(error)) from error
        measured: reporting.Figures = {"yardstick before, ms": reporting.yardstick()}
        measured |= figures.figures_figures(options["reads"], options["rounds"], self.say)
        measured["yardstick after, ms"] = reporting.yardstick()
        self.say(reporting.table(("figures, CPU time", "measured"), list(measured.items())))
        self.say(reporting.against(measured, figures.TARGETS))
        self.say(reporting.last_line(measured))

    def _learning(self, options: dict[str, Any]) -> None:
        from agora.bench import learning

        if options["inside"]:
            self._learning_inside(options)
            return
        sizes = [f"--{name}={options[name]}" for name in ("learners", "rounds")]
        self.say(reporting.heading(f"learning {' '.join(sizes)}"))
        seconds, connections = min(options["seconds"], 60), min(options["connections"], 64)
        with own_market(None) as market:
            market.set_up()
            market.environment["AGORA_BENCH_FOLDER"] = str(market.folder)
            said = market.run("bench", "learning", "--inside", "pages", *sizes)
            found: dict[str, float | None] = json.loads(said.splitlines()[-1])
            asked = {"connections": connections, "workers": 2, "say": self.say}
            found |= learning.completions(market, seconds=seconds, **asked)
            if options["kill"]:
                found |= learning.killed(market, seconds=seconds, **asked)
        figures: reporting.Figures = {
            name: value for name, value in found.items() if value is not None
        }
        self.say(reporting.table(("learning", "measured"), list(figures.items())))
        self.say(reporting.against(figures, learning.TARGETS))
        named = {name: found.get(name) for name in learning.NAMED}
        self.say(json.dumps(named | {k: v for k, v in found.items() if k not in named}))

    def _learning_inside(self, options: dict[str, Any]) -> None:
        from django.conf import settings

        from agora.bench import corpus, learning

        if options["inside"] == "kept":
            self.say(json.dumps(learning.progress_kept()))
            return
        folder = Path(settings.DATA)
        try:
            learning.prepare(folder, options["learners"], min(options["learners"], 400))
        except corpus.NotOurs as error:
            raise CommandError(str(error)) from error
        self.say(json.dumps(learning.page_figures(folder, options["rounds"], options["learners"])))

    def _demonstration(self, market: Market) -> None:
        self.say("setting up the demonstration market")
        market.set_up()
        market.run("demo")

    def _serve(self, options: dict[str, Any]) -> None:
        from agora.bench import serving

        seconds = min(options["seconds"], 60)
        connections = min(options["connections"], 64)
        self.say(reporting.heading(f"serve --seconds {seconds} --connections {connections}"))
        with own_market(options["folder"]) as market:
            self._demonstration(market)
            figures = serving.measure(
                market,
                workers=options["workers"],
                seconds=seconds,
                connections=connections,
                idle=options["idle"],
                say=self.say,
            )
        self.say(reporting.against(figures, serving.TARGETS))
        self.say(reporting.last_line(figures))

    def _memory(self, options: dict[str, Any]) -> None:
        from agora.bench import corpus, desk_memory

        if options["inside"]:
            try:
                self.say(json.dumps({"cookie": desk_memory.signed_in_cookie()}))
            except corpus.NotOurs as error:
                raise CommandError(str(error)) from error
            return
        self.say(reporting.heading("memory"))
        with own_market(options["folder"]) as market:
            self._demonstration(market)
            figures = desk_memory.measure(market, idle=options["idle"], say=self.say)
        self.say(reporting.against(figures, desk_memory.TARGETS))
        self.say(reporting.last_line(figures))

    def _weight(self, options: dict[str, Any]) -> None:
        from agora.bench import weight

        try:
            import playwright.sync_api  # noqa: F401 (only whether it is there)
        except ImportError as error:
            raise CommandError(
                "Playwright is not installed. It comes with the development requirements."
            ) from error
        self.say(
            reporting.heading(f"weight --url {options['url']}" if options["url"] else "weight")
        )
        if options["url"]:
            figures = weight.measure(options["url"].rstrip("/"), self.say)
        else:
            with own_market() as market:
                self._demonstration(market)
                with market.served() as served:
                    figures = weight.measure(served.url, self.say)
        self.say(reporting.against(figures, weight.TARGETS))
        self.say(reporting.last_line(figures))


def _count(text: str) -> int:
    """A whole number of at least 1."""
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"“{text}” is not a whole number of at least 1")
    return int(text)
