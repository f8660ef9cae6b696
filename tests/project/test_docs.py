"""The documentation names what there is, and points only to what there is."""

import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest
from celery import current_app
from celery.schedules import crontab
from django.apps import apps

from disclosure_plugin.certificates.schedule import BEAT_SCHEDULE as CERTIFICATES_SCHEDULE
from disclosure_plugin.conf import Settings
from disclosure_plugin.register.schedule import BEAT_SCHEDULE as REGISTER_SCHEDULE
from disclosure_plugin.schedule import BEAT_SCHEDULE
from disclosure_plugin.snapshots.schedule import BEAT_SCHEDULE as SNAPSHOTS_SCHEDULE
from disclosure_plugin.tenancy.doctor.running import chosen

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs/reference"
FOLDERS = ("docs", "deploy", "disclosure_plugin", "sandbox", "tests")
PAGES = sorted(
    [*ROOT.glob("*.md"), *(page for name in FOLDERS for page in (ROOT / name).rglob("*.md"))]
)

FENCED = re.compile(r"^```(\w*)\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
MAKE = re.compile(r"^(?:\$ )?make((?: +[A-Z_]+=\S+)*(?: +[a-z][a-z-]*)+)", flags=re.MULTILINE)


def not_named(names: set[str], page: Path) -> list[str]:
    """Return the names a page does not show as code; a heading or a table cell will do."""
    shown = set(re.findall(r"`([^`\n]+)`", FENCED.sub("", page.read_text())))
    words = {word for code in shown for word in (code, code.split()[0])}
    return sorted(names - words)


def without_code(text: str) -> str:
    return re.sub(r"`[^`\n]*`", "", FENCED.sub("", text))


def make_targets() -> dict[str, str]:
    """Return the targets of the Makefile with what ``make help`` says of them."""
    found = re.findall(
        r"^([a-z][a-z-]*):[^=\n]*?(?:## (.*))?$", (ROOT / "Makefile").read_text(), re.MULTILINE
    )
    return dict(found)


def management_commands(app: str) -> set[str]:
    folder = Path(apps.get_app_config(app).path) / "management/commands"
    return {path.stem for path in folder.glob("[!_]*.py")}


def test_every_setting_is_documented():
    names = {field.name for field in fields(Settings)}
    assert len(names) >= 5
    assert not_named(names, REFERENCE / "settings.md") == []


@pytest.mark.parametrize(
    ("app", "least"),
    [
        ("disclosure_plugin", 2),
        ("disclosure_register", 1),
        ("disclosure_snapshots", 1),
        ("disclosure_tenancy", 1),
        ("seed", 3),
    ],
)
def test_every_command_is_documented(app, least):
    names = management_commands(app)
    assert len(names) >= least
    assert not_named(names, REFERENCE / "commands.md") == []


def test_every_app_with_commands_is_asked_above():
    folders = {
        path.parents[1]
        for top in ("disclosure_plugin", "sandbox")
        for path in (ROOT / top).rglob("management/commands/__init__.py")
    }
    asked = (
        "disclosure_plugin",
        "disclosure_register",
        "disclosure_snapshots",
        "disclosure_tenancy",
        "seed",
    )
    ours = {Path(apps.get_app_config(app).path) for app in asked}
    assert {folder.parent for folder in folders} == ours


def test_every_system_check_is_documented():
    ids = {
        found
        for path in (ROOT / "disclosure_plugin").rglob("*.py")
        for found in re.findall(r'\bid="([a-z_]+\.[CEWID]\d{3})"', path.read_text())
    }
    assert "disclosure_plugin.E001" in ids
    assert not_named(ids, REFERENCE / "system-checks.md") == []


def test_every_task_and_its_schedule_are_documented():
    page = REFERENCE / "tasks-and-schedule.md"
    current_app.loader.import_default_modules()
    tasks = {name for name in current_app.tasks if name.startswith("disclosure")}
    assert len(tasks) >= 4
    assert not_named(tasks, page) == []
    schedules = (BEAT_SCHEDULE, CERTIFICATES_SCHEDULE, REGISTER_SCHEDULE, SNAPSHOTS_SCHEDULE)
    for entry, plan in (pair for one in schedules for pair in one.items()):
        row = (
            f"| `{entry}` | `{plan['task']}` | {how_often(plan['schedule'])} "
            f"| {plan['options']['expires']} s |"
        )
        assert row in page.read_text()


def how_often(schedule: float | crontab) -> str:
    if isinstance(schedule, crontab):
        [hour], [minute] = schedule.hour, schedule.minute
        return f"{hour:02}:{minute:02} each day"
    return f"{schedule:g} s"


def test_every_probe_is_documented_as_it_is_registered():
    page = (ROOT / "docs/explanation/sealing.md").read_text()
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    probes = chosen([], read_only=False)
    assert len(probes) >= 35
    assert rows == [
        f"| `{one.id}` | {one.title} | {'; '.join(one.guards)} "
        f"| {'yes' if one.read_only else ''} |"
        for one in probes
    ]


def test_every_make_target_is_documented():
    names = {name for name, meaning in make_targets().items() if meaning}
    assert {"help", "demo", "test"} <= names
    assert not_named(names, REFERENCE / "make-targets.md") == []


def test_every_page_type_is_documented():
    names = {
        model.__name__
        for app in (
            "disclosure_certificates",
            "disclosure_plugin",
            "disclosure_snapshots",
            "disclosure_tenancy",
        )
        for model in apps.get_app_config(app).get_models()
    }
    rows = {  # of the pages' rows
        "BreachExplanation",
        "Commitment",
        "CommitmentAttachment",
        "CommitmentLegalBasis",
        "EarlierPromise",
        "FeeAttachment",
        "FeeItem",
        "FeeLegalBasis",
        "FinanceAttachment",
        "FinanceLegalBasis",
        "FinanceLine",
        "ItemAttachment",
        "LegalBasis",
        "MatterAttachment",
        "MatterLegalBasis",
        "MatterRow",
        "NoticeAttachment",
        "NoticeLegalBasis",
        "PenaltyAttachment",
        "PenaltyDiscretion",
        "PenaltyLegalBasis",
        "PenaltyStep",
        "RuleDocumentAttachment",
        "RuleDocumentLegalBasis",
        "ServiceAttachment",
        "ServiceCondition",
        "ServiceLegalBasis",
        "ServiceMaterial",
        "ServiceStep",
        "ShownAssessment",
        "SummaryFigure",
    }
    assert "DisclosureItemPage" in names
    assert not_named(names - rows, REFERENCE / "page-types.md") == []


def test_every_dependency_is_explained_with_its_locked_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"].values()
    wanted = [*project["dependencies"], *(one for extra in extras for one in extra)]
    names = {re.match(r"[\w-]+", one)[0] for one in wanted} - {project["name"]}
    locked = dict(
        re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements/dev.txt").read_text(), re.MULTILINE)
    )
    page = (ROOT / "docs/explanation/dependencies.md").read_text()
    rows = dict(re.findall(r"^\| `([\w-]+)` \|[^|]*\|[^|]*\| (\S+) \|", page, re.MULTILINE))
    assert len(names) > 20
    assert rows.keys() >= names
    assert {name: rows[name] for name in names} == {name: locked[name.lower()] for name in names}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    broken = []
    for target in LINK.findall(without_code(page.read_text())):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(target)
    assert broken == []


def anchors(page: Path) -> set[str]:
    """Return the anchors that a page's headings get."""
    headings = re.findall(r"^#+ (.*)$", FENCED.sub("", page.read_text()), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_name_existing_make_targets(page):
    text = page.read_text()
    commands = [block for language, block in FENCED.findall(text) if language == "sh"]
    commands += re.findall(r"`(make [^`\n]+)`", FENCED.sub("", text))
    called = {
        word
        for words in MAKE.findall("\n".join(commands))
        for word in words.split()
        if "=" not in word
    }
    assert called <= make_targets().keys()


def test_every_page_can_be_reached_from_the_index():
    index = ROOT / "docs/index.md"
    linked = {
        (index.parent / target.partition("#")[0]).resolve()
        for target in LINK.findall(index.read_text())
    }
    assert [page for page in PAGES if page.is_relative_to(index.parent)] == sorted(
        {page for page in linked if page.is_relative_to(index.parent)} | {index}
    )


def test_the_readmes_name_both_commands():
    for name in ("README.md", "README.zh-Hans.md"):
        blocks = "\n".join(block for _language, block in FENCED.findall((ROOT / name).read_text()))
        assert "make demo " in blocks, name
        assert "make test " in blocks, name
