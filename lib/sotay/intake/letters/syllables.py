"""Tells how much of a text is well-formed Vietnamese, by the syllables that carry letters outside ASCII."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from sotay.intake.letters.frequent_syllables import FREQUENT_SYLLABLES

_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
_SHARP_TONES = frozenset("\u0301\u0323")
_ONSETS = "ngh ng nh gh gi kh ph qu th tr ch b c d đ g h k l m n p r s t v x".split()
_RHYMES = frozenset("""
a ai ao au ay am an ang anh ac ach ap at ăm ăn ăng ăc ăp ăt âu ây âm ân âng âc âp ât
e eo em en eng ec ep et ê êu êm ên ênh êch êp êt i ia iu im in inh ich ip it iêu iêm iên iêng iêc iêp iêt
o oi om on ong oc op ot oong ooc ô ôi ôm ôn ông ôc ôp ôt ơ ơi ơm ơn ơp ơt u ua ui um un ung uc up ut uôi uôm uôn uông uôc uôt
ư ưa ưi ưu ưm ưn ưng ưc ưt ươi ươu ươm ươn ương ươc ươp ươt y yt ynh yêu yêm yên yêng yêt
oa oai oay oao oam oan oang oanh oac oach oap oat oăm oăn oăng oăc oăt oe oeo oen oet
uê uêch uênh uên uơ uy uya uyu uyn uynh uych uyt uyp uyên uyêt uân uâng uât uây
""".split())
_AFTER_QU = frozenset("â ă".split())
_FRONT = "eêiy"
_STOPS = ("c", "ch", "p", "t")
_WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f]+[^\W\d_]*)*")
_ETH = str.maketrans("Ðð", "Đđ")


def _rhyme_fits(onset: str, rhyme: str) -> bool:
    if not rhyme:
        return False
    if onset in ("ngh", "gh"):
        return rhyme[0] in _FRONT
    if onset in ("c", "ng"):
        return rhyme[0] not in _FRONT
    return True


def _is_rhyme(onset: str, rhyme: str) -> bool:
    return _rhyme_fits(onset, rhyme) and (rhyme in _RHYMES or onset == "qu" and rhyme in _AFTER_QU)


@lru_cache(maxsize=200_000)
def is_syllable(word: str) -> bool:
    """One Vietnamese syllable: onset, rhyme, at most one tone; a rhyme that ends in a stop has sắc or nặng."""
    decomposed = unicodedata.normalize("NFD", word.translate(_ETH).lower())
    tones = [letter for letter in decomposed if ord(letter) in _TONES]
    if len(tones) > 1:
        return False
    plain = unicodedata.normalize("NFC", decomposed.translate(_TONES))
    if plain.endswith(_STOPS) and not (tones and tones[0] in _SHARP_TONES):
        return False
    return _is_rhyme("", plain) or any(plain.startswith(onset) and _is_rhyme(onset, plain[len(onset):]) for onset in _ONSETS)


def _counts(word: str) -> bool:
    """Words outside ASCII; all-capital abbreviations without a vowel (QĐ, HĐND) tell nothing."""
    return not word.isascii() and not (word.isupper() and not re.search("[^BCDĐÐFGHJKLMNPQRSTVWXZ]", word))


def words_outside_ascii(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if _counts(word)]


def syllable_score(text: str) -> float | None:
    """Share of the words with letters outside ASCII that are Vietnamese syllables; None when there is no such word."""
    words = words_outside_ascii(text)
    return sum(map(is_syllable, words)) / len(words) if words else None


@lru_cache(maxsize=50_000)
def is_frequent(word: str) -> bool:
    return unicodedata.normalize("NFC", word).lower() in FREQUENT_SYLLABLES


def frequent_share(text: str) -> float:
    """Share of the words with letters outside ASCII that are usual in names and administrative text."""
    words = words_outside_ascii(text)
    return sum(map(is_frequent, words)) / len(words) if words else 0.0
