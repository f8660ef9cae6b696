"""Talk to the OpenID provider: authorization code flow with PKCE, state and nonce.

State, nonce and code verifier lie in the session of the bureau at which the sign-in began: what
was begun at one bureau cannot be finished at another.
"""

from __future__ import annotations

import importlib.util
import logging
from typing import Any

from django.http import HttpRequest, HttpResponse

from disclosure_plugin.conf import get_settings
from disclosure_plugin.errors import DisclosureError

logger = logging.getLogger("disclosure_plugin.sign_on")

TIMEOUT = 5  # seconds; somebody is waiting, and can use a password instead
DISCOVERY = "/.well-known/openid-configuration"


class ProviderAway(DisclosureError):
    """The provider did not answer, or with something that is no answer."""


class NotProved(DisclosureError):
    """What came back does not prove who somebody is."""


def is_on() -> bool:
    """Say whether single sign-on is configured."""
    return bool(get_settings().OIDC_ISSUER)


def is_installed() -> bool:
    """Say whether what the extra ``oidc`` brings is there."""
    return all(importlib.util.find_spec(name) for name in ("authlib", "requests"))


def begin(request: HttpRequest, callback: str) -> HttpResponse:
    """Send somebody to the provider.

    Args:
        request: of the bureau they want to work in.
        callback: absolute address of the bureau at which they come back.

    Raises:
        ProviderAway: the provider cannot be asked where to send them.
    """
    import requests

    try:
        client = _client()
        _check_issuer(client)
        response: HttpResponse = client.authorize_redirect(request, callback)
    except (requests.RequestException, RuntimeError, ValueError, KeyError) as error:
        raise _away(error) from error
    return response


def finish(request: HttpRequest) -> dict[str, Any]:
    """Take what the provider sent back and return the claims of the verified ID token.

    Raises:
        ProviderAway: the provider cannot be asked for the token.
        NotProved: state, nonce, signature, issuer, audience or time do not fit.
    """
    import requests
    from authlib.integrations.base_client import OAuthError
    from joserfc.errors import JoseError

    issuer, client_id = get_settings().OIDC_ISSUER, get_settings().OIDC_CLIENT_ID
    try:
        client = _client()
        _check_issuer(client)
        token = client.authorize_access_token(
            request,
            claims_options={
                "iss": {"essential": True, "value": issuer},
                "aud": {"essential": True, "value": client_id},
                "sub": {"essential": True},
            },
        )
    except (OAuthError, JoseError) as error:
        logger.warning("a sign-on was refused: %s", error)
        raise NotProved("not proved") from error
    except (requests.RequestException, RuntimeError, ValueError, KeyError) as error:
        raise _away(error) from error
    claims = token.get("userinfo")
    subject = claims.get("sub") if claims else None
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        logger.warning("a sign-on was refused: the provider sent no ID token with a subject")
        raise NotProved("not proved")
    return dict(claims)


def _client() -> Any:
    """Made anew each time: sign-ins are rare, and the provider's keys change."""
    from authlib.integrations.django_client import OAuth

    settings = get_settings()
    return OAuth().register(
        "disclosure",
        client_id=settings.OIDC_CLIENT_ID,
        client_secret=settings.OIDC_CLIENT_SECRET or None,
        server_metadata_url=settings.OIDC_ISSUER.rstrip("/") + DISCOVERY,
        client_kwargs={
            "scope": "openid profile",
            "code_challenge_method": "S256",
            "default_timeout": TIMEOUT,
        },
    )


def _check_issuer(client: Any) -> None:
    """Discovery 1.0, section 4.3: the issuer must be the one that was asked for."""
    found = client.load_server_metadata().get("issuer")
    if found != get_settings().OIDC_ISSUER:
        raise ValueError(f"the provider calls itself {found!r}")


def _away(error: Exception) -> ProviderAway:
    logger.warning("the provider of single sign-on cannot be used: %s", error)
    return ProviderAway("away")
