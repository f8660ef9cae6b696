"""An item that cannot be published, and very many that can."""

from __future__ import annotations

import os

import psycopg

from .trial import wait_until

ITEMS = 12
# Fewer show the same in less time: CHAOS_MANY_ITEMS=100.
MANY = int(os.environ.get("CHAOS_MANY_ITEMS", "500"))

# A hand in psql: the program itself refuses to touch a version that was handed in.
POISON = """
UPDATE wagtailcore_revision SET content = jsonb_build_object('pk', object_id::int, 'nothing', '')
WHERE object_id = (SELECT id::text FROM wagtailcore_page WHERE slug = %s)
"""
LAID_ASIDE = "SELECT reason FROM disclosure_register_due WHERE bureau = %s AND parked_at < now()"
STILL_SCHEDULED = "SELECT count(*) FROM wagtailcore_revision WHERE approved_go_live_at < now()"


def test_a_damaged_item_delays_no_other_and_is_laid_aside(chaos, counted):
    with chaos.trial("poison", items=ITEMS, seconds=3) as trial:
        *_, poisoned = trial.slugs
        with psycopg.connect(chaos.county.database_url) as connection:
            connection.execute(f"SET search_path TO bureau_{trial.code}, public")
            assert connection.execute(POISON, [poisoned]).rowcount == 1
        trial.wait_until_live(ITEMS - 1)
        wait_until(lambda: trial.query(LAID_ASIDE, trial.code) == ["refused"])
        assert trial.query(STILL_SCHEDULED) == [1]
        counted(trial, "A damaged item among them", parked=1)


def test_very_many_at_one_moment(chaos, counted):
    with chaos.trial("many", items=MANY, seconds=2) as trial:
        trial.sleep_until_due()
        trial.wait_until_live(patience=300)
        counted(trial, f"{MANY} items of one bureau at one moment")
        assert trial.visitor.failed == []
