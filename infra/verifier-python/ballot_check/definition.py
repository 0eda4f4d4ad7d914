"""What a verifier reads of a frozen definition; it may hold more."""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers

from .canonical import from_base64url
from .notes import Key, read_key
from .problem import Malformed
from .shape import a_list, an_object, count_in, is_integer, object_with, optional_text, text_in

OPTIONS_MAX = 400
OPTION_ID = r"[A-Za-z0-9][A-Za-z0-9._:/+-]{0,63}"
PAPER_LIMITS = ("maxLength", "maxSumCost", "maxPoints", "minSumPoints", "maxSumPoints", "maxSumSquares")


@dataclass(frozen=True)
class Option:
    id: str
    cost: int | None
    group: str | None


@dataclass(frozen=True)
class Definition:
    ballot_id: str
    title: str
    secrecy: str
    options: list[Option]
    paper: dict
    method: str
    version: str
    parameters: dict
    seats: int | None
    min_score: int | None
    budget: int | None
    decimals: int
    tie_rules: list[str]
    lot: str
    authority: Key
    log: Key
    issuer: RSAPublicKey | None


def read_definition(value) -> Definition:
    members = an_object(value)
    if members.get("format") != "teilhabe/definition/v1":
        raise Malformed("the format is not “teilhabe/definition/v1”")
    method = an_object(members.get("method"))
    ties = an_object(members.get("ties"))
    secrecy = text_in(members, "secrecy", "open|confidential|secret")

    def limit(key: str) -> int | None:
        return count_in(members, key) if key in members else None

    return Definition(
        ballot_id=text_in(members, "ballot"),
        title=text_in(members, "title"),
        secrecy=secrecy,
        options=read_options(members.get("options")),
        paper=read_paper(an_object(members.get("paper"))),
        method=text_in(method, "id"),
        version=text_in(method, "version"),
        parameters=an_object(method.get("parameters")),
        seats=limit("seats"),
        min_score=limit("minScore"),
        budget=limit("budget"),
        decimals=limit("decimals") or 0,
        tie_rules=[text_in({"rule": rule}, "rule", "lower-cost|higher-cost|listed-first") for rule in a_list(ties.get("rules"))],
        lot=text_in(ties, "lot", "option-id|seed"),
        authority=read_key(text_in(members, "authorityKey")),
        log=read_key(text_in(members, "logKey")),
        issuer=read_issuer(members.get("issuerKey")) if secrecy == "secret" else None,
    )


def read_options(value) -> list[Option]:
    options = []
    ids = set()
    for item in a_list(value):
        option = an_object(item)
        name = text_in(option, "id", OPTION_ID)
        if name in ids:
            raise Malformed(f"the option “{name}” is there twice")
        ids.add(name)
        cost = count_in(option, "cost") if "cost" in option else None
        options.append(Option(name, cost, optional_text(option, "group")))
    if not 1 <= len(options) <= OPTIONS_MAX:
        raise Malformed(f"a ballot has 1 to {OPTIONS_MAX} options")
    return options


def read_paper(members: dict) -> dict:
    paper = {"kind": text_in(members, "kind", "approval|choose-1|ordinal|cumulative|scoring"), "minLength": count_in(members, "minLength")}
    for key in PAPER_LIMITS:
        if key in members:
            paper[key] = count_in(members, key)
    if "minPoints" in members:
        if not is_integer(members["minPoints"]):
            raise Malformed("“minPoints” is not an integer")
        paper["minPoints"] = members["minPoints"]
    paper["equalRanks"] = members.get("equalRanks") is True
    return paper


def read_issuer(value) -> RSAPublicKey:
    members = object_with(value, ("e", "n"))
    modulus = from_base64url(text_in(members, "n"))
    sensible = 256 <= len(modulus) <= 512 and modulus[0] >= 0x80 and modulus[-1] % 2 == 1 and text_in(members, "e") == "AQAB"
    if not sensible:
        raise Malformed("an issuer key is RSA with 2048 to 4096 bits and exponent 65537")
    return RSAPublicNumbers(65537, int.from_bytes(modulus, "big")).public_key()
