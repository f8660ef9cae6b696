"""What `make demo-check` does with a running county, in order."""

from urllib.parse import urlsplit

from sandbox.access import read_access
from sandbox.log_step import log_is_signed
from sandbox.main_job import MainJob
from sandbox.services import postgres, redis
from sandbox.services.county import County
from sandbox.services.steps import CheckFailed, Step

SITES = 5  # the county office and four bureaus
PING_SECONDS = 5


def database_answers(county: County) -> str:
    return f"PostgreSQL {postgres.version(county.database_url)}"


def broker_answers(county: County) -> str:
    return redis.version(county.redis_url)


def workers_answer(county: County) -> str:
    silent = set(county.workers) - county.answering_workers(PING_SECONDS)
    if silent:
        raise CheckFailed(f"no answer from {', '.join(sorted(silent))}")
    return ", ".join(county.workers)


def home_pages_answer(county: County) -> str:
    """Each site's home page is served at its canonical address and shows its own name."""
    sites = {row["url"]: row["name"] for row in read_access(county)}
    if len(sites) != SITES:
        raise CheckFailed(f"{SITES} sites expected, found {len(sites)}: {', '.join(sites)}")
    size = 0
    bodies = set()
    for url, name in sites.items():
        parts = urlsplit(url)
        status, body = county.get(parts.hostname or "", parts.path)
        if status != 200:
            raise CheckFailed(f"{url} answered {status}")
        if name not in body:
            raise CheckFailed(f"{url} does not show the name {name}")
        size += len(body.encode())
        bodies.add(body)
    if len(bodies) != SITES:
        raise CheckFailed("two sites serve the same home page")
    return f"{len(sites)} sites, {size / 1000:.0f} kB"


def other_addresses_send_on(county: County) -> str:
    """One bureau is at home on its host, the other below the county's site."""
    for host, path in (("county.localhost", "/jsj/"), ("mzj.localhost", "/")):
        status, _ = county.get(host, path)
        if status != 301:
            raise CheckFailed(f"http://{host}{path} answered {status} instead of 301")
    return "301"


def unknown_host_is_refused(county: County) -> str:
    status, _ = county.get("nobody.localhost")
    if status != 404:
        raise CheckFailed(f"http://nobody.localhost/ answered {status} instead of 404")
    return "404"


SERVICE_STEPS = (
    Step("PostgreSQL answers", database_answers),
    Step("Redis answers", broker_answers),
    Step("Workers answer a ping", workers_answer),
    Step("County and bureaus show their home pages", home_pages_answer),
    Step("A bureau's other address sends to its canonical one", other_addresses_send_on),
    Step("An unknown host is not served", unknown_host_is_refused),
    Step("The publication log is signed, and an entry is proved", log_is_signed),
)


def all_steps() -> tuple[Step, ...]:
    """Every step of one check; the main job's steps share what they make."""
    return (*SERVICE_STEPS, *MainJob().steps())
