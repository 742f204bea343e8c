"""What of a text counts: two versions that differ in counters or tracking only are the same.

revision_hash   changes exactly when an entry says something else
story_keys      what two outlets' versions of one report have in common
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from bywhen.ingest.spaces import one_line

__all__ = ["content_hash", "revision_hash", "story_keys"]

_COUNTED = (
    r"comments?|views?|reads?|likes?|shares?|replies|reactions?|retweets?|upvotes?|reposts?"
    r"|коментар\w*|комментари\w*|просмотр\w*|перегляд\w*|kommentare?|commentaires?|vues?"
    r"|条评论|條評論|則留言|次閱讀|次阅读|次浏览|次瀏覽|コメント|댓글"
)
_NUMBER = r"[0-9][0-9.,\u00a0 ]*[kKmM]?"
_COUNTER = re.compile(
    rf"\(?\b{_NUMBER}\s*(?:comments?|views?|коментар\w*|комментари\w*|просмотр\w*|перегляд\w*"
    rf"|条评论|條評論|則留言|次閱讀|次阅读|次浏览|次瀏覽)\b\)?"
    rf"|\b(?:{_COUNTED})\s*[:\uff1a(\uff08]\s*{_NUMBER}\)?"
    rf"|(?m:^)[\s|·•,]*(?:{_NUMBER}\s*(?:{_COUNTED})[\s|·•,]*)+(?m:$)"
    r"|(?m:^)\W*(?:updated\s+)?[0-9]+\s+(?:seconds?|minutes?|hours?)\s+ago\W*(?m:$)",
    re.IGNORECASE,
)
# None of these, no counter: looking for them takes a tenth of the time of the pattern.
_COUNT_WORDS = (
    "omment", "views", "reads", "likes", "shares", "replies", "reaction", "retweet", "upvote",
    "repost", " ago", "vues",
)  # fmt: skip
_COUNT_WORDS_AFTER_ONE = ("1 view", "1 read", "1 like", "1 share")
_COUNT_WORDS_ELSEWHERE = (
    "комент", "коммент", "просмотр", "перегляд", "评论", "評論", "留言", "閱讀", "阅读", "浏览",
    "瀏覽", "コメント", "댓글",
)  # fmt: skip
_TRACKED = re.compile(r"[?&](?:utm_[a-z]+|fbclid|gclid|yclid|mc_[ce]id)=[^\s&]*")
_NOT_WORD = re.compile(r"[\W_]+")
_NOT_WORD_ASCII = {code: None for code in range(128) if not chr(code).isalnum()}
_HAN = re.compile("[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_LEAD_CHARACTERS = 160
_SHORTEST_LEAD, _SHORTEST_TITLE = 120, 28
_SHORTEST_LEAD_HAN, _SHORTEST_TITLE_HAN = 50, 10


def content_hash(raw: bytes) -> str:
    """SHA-256 in hexadecimal digits."""
    return hashlib.sha256(raw).hexdigest()


def revision_hash(title: str, summary: str, text: str) -> str:
    """The same for versions that say the same; texts as `lines_of` gives them.

    >>> one = revision_hash("Deadline", "", "By Friday.\\n12 comments")
    >>> one == revision_hash("Deadline", "", "By Friday.\\n13 comments")
    True
    """
    parts = (title, "" if summary == text else summary, text)
    whole = "\0".join(parts)
    if "=" in whole or not whole.isascii() or _may_count(whole):
        whole = "\0".join([_canonical(part) for part in parts])
    else:
        whole = whole.replace("\n", " ")  # what `_canonical` would make of them
    return hashlib.blake2b(whole.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _canonical(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    kept = text
    if "=" in text:
        kept = _TRACKED.sub("", kept)
    if _may_count(kept):
        kept = _COUNTER.sub(" ", kept)
    return text.replace("\n", " ") if kept is text else one_line(kept)


def _may_count(text: str) -> bool:
    folded = text.lower()
    for word in _COUNT_WORDS:  # a plain loop: it runs for every text
        if word in folded:
            return True
    if "1 " in folded and any(word in folded for word in _COUNT_WORDS_AFTER_ONE):
        return True
    return not text.isascii() and any(word in folded for word in _COUNT_WORDS_ELSEWHERE)


def story_keys(address: str | None, title: str, text: str) -> list[str]:
    """Keys of a telling: its link (as `alt_key` gives it, `l:`), its title (`t:`) and its first
    words (`s:`), where they are long enough to mean one story."""
    keys = []
    if address and "/" in address:
        keys.append(f"l:{address}")
    for kind, words, shortest, shortest_han in (
        ("t", title, _SHORTEST_TITLE, _SHORTEST_TITLE_HAN),
        ("s", text[: _LEAD_CHARACTERS * 2], _SHORTEST_LEAD, _SHORTEST_LEAD_HAN),
    ):
        folded = words.casefold()
        if folded.isascii():  # translate is much faster then
            bare = folded.translate(_NOT_WORD_ASCII)[:_LEAD_CHARACTERS]
            least = shortest
        else:
            bare = _NOT_WORD.sub("", folded)[:_LEAD_CHARACTERS]
            least = shortest_han if _HAN.search(bare) else shortest
        if len(bare) >= least:
            digest = hashlib.blake2b(bare.encode("utf-8", "replace"), digest_size=8).hexdigest()
            keys.append(f"{kind}:{digest}")
    return keys
