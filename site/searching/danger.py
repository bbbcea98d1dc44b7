"""Words of danger: whoever types them is led to people first, whatever else is found.

Too much rather than too little is heard as danger: one line about numbers too many does no harm.
Apostrophes, hyphens and drawn-out letters make no difference, and slips of the key little.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from searching.words import shown

APOSTROPHES = re.compile(r"(?<=\w)['’‘`´ʼ](?=\w)")
BETWEEN_WORDS = re.compile(r"[\W_]+")
DRAWN_OUT = re.compile(r"(\w)\1{2,}")
# How alike a spelling must be: “suside” and “suacide” are, “subside” and “social” are not.
ALIKE = 0.76

NOT = r"(?:dont|don t|do not|doesnt|didnt|not|never|no longer|cant|can t|cannot)"
MYSELF = r"(?:myself|my self|meself|myslef|mysef|myelf|me self|themsel\w+|himself|herself|yourself)"
PEOPLE = (
    r"(?:he|she|they|someone|somebody|people|(?:my |the )?(?:husband|wife|partner|boyfriend|"
    r"girlfriend|bf|gf|ex|dad|father|mum|mom|mother|brother|sister|uncle|aunt|son|daughter|"
    r"stepdad|stepfather|stepmum|stepmother|grandfather|parents?|family|carer|flatmate|roommate))"
)

# Of oneself. Each is a whole word, or words in a row.
ONESELF = (
    r"kill|kills|killing|kil|killin",
    r"die|dies|dying|dieing|dyin|dead",
    r"cut|cuts|cutting|cuting|cutt?ter|slit|slitting|wrists?|razors?|noose",
    r"harm|harms|harming|harmed|suicides",
    r"(?:self|sefl|slef) ?(?:harm\w*|ham|hram|injur\w*|hurt\w*|mutilat\w*|destruct\w*)",
    r"overdos\w*|overdoz\w*|over ?dose\w*|overdoes|od|pills?|too many tablets",
    r"(?:kill|hurt|cut|harm)\w{0,3}myself",
    r"kms|kys|ctb|unaliv\w*|sewerslide",
    r"(?:hurt|kill|burn|hit|hang|shoot|drown|punish|stab|poison|choke|strangle|scratch|bite|"
    r"injure|punch|end)\w*(?: to)? " + MYSELF,
    r"(?:choking|biting|injuring) " + MYSELF,
    r"bang\w* my head|hanging|jump(?:ing)? (?:off|in front|from)|kill me",
    r"end(?:ing)? (?:it|it all|everything|(?:my|this) life|all of it|my (?:pain|suffering|misery))",
    r"(?:take|taking|took) my (?:own )?life",
    r"no (?:point|pont|poit|piont|ponit)|pointless|see(?:ing)? (?:the|a|any|no) point",
    r"want (?:it|this|everything|all this)(?: all)? to (?:stop|end|be over)",
    r"no reason to (?:live|go on)|nothing to live for|no way out",
    r"what(?:s| is| s)? the point(?: (?:of|in) (?:living|life|anything|it|it all|going on|being|"
    r"all this|me))?$",
    rf"{NOT}(?: \w+){{0,3}} (?:be|being) (?:here|alive|around|any ?more)",
    rf"{NOT} do this any ?more|(?:no|nobody|no one|who) (?:one )?(?:would|will) (?:miss|notice)",
    rf"{NOT}(?: \w+){{0,3}} (?:live|exist|wake up|go on(?! (?:camera|video|screen)))",
    r"(?:be|being) gone",
    r"(?:tired|sick|done|afraid) (?:of|with) (?:living|life|being alive|existing)",
    r"hate (?:living|being alive)|(?:stop|cease) (?:existing|living|to exist)",
    r"(?:wish|wished)(?: \w+){0,2} (?:wasnt|was not|werent|were not|wasn t) (?:here|alive|born)",
    r"never (?:been |be )?born|will to live|giv(?:e|ing) up on life|wasnt born",
    r"better off without me|worth living|sleep for ?ever",
    r"(?:want|wanna|wish|like)(?: to)? (?:dis+ap+ear|vanish)|death wish|want death",
    r"goodbye (?:letter|note)",
)
# From somebody else. What these say is taken out before the words above are looked for: whoever
# types “he will kill me” does not want to die.
SOMEBODY = (
    r"abus(?:e|es|ed|er|ers|ing|ive)|abbuse\w*|rap(?:e|ed|es|ist|ing)|molest\w*|assault\w*",
    r"violence|violent|violance|domestic (?:violence|abuse)|stalk(?:s|ed|er|ing)",
    rf"{PEOPLE}(?: \w+){{0,3}} (?:kill|kills|cut|cuts|harm|harms|harmed) me",
    r"(?<!it )(?:hit|hits|hitting|hurt|hurts|hurting|beat|beats|beating|kick|kicks|kicked|kicking|"
    r"punch|punches|punched|punching|slap|slaps|slapped|slapping|choke|chokes|choked|choking|"
    r"strangl\w+|threaten\w*|shove[sd]?|force[sd]?|lock(?:s|ed)?|control(?:s|led)?|"
    r"grope[sd]?|harm(?:s|ed|ing)) me",
    r"beaten up|(?:hit|beaten|hurt) by (?:him|her|my|someone|somebody)",
    r"(?:being|get|getting|got) (?:hit|hurt|beaten)|(?:forced|made) to have sex|touch(?:es|ing) me",
    r"(?:not|isnt|never|dont feel|not feel|not feeling) safe (?:at home|here|with (?:him|her|them|"
    r"my (?!self)\w+|someone|somebody))|unsafe (?:at home|with (?:him|her|them))|danger at home",
    r"(?:scared|afraid|frightened|terrified) (?:of (?!people)(?:him|her|them|"
    + PEOPLE
    + r")|to go home|at home)",
    r"(?:wont|won t|will not|doesnt|does not|dont|do not|never) lets? me (?:go|leave|out)",
)
# It may be either.
EITHER = (r"not safe|unsafe|(?:dont|not|never) feel(?:ing)? safe",)
# A misuse, and nobody who hurts another.
NOBODY = re.compile(r"\b(?:drug|drugs|alcohol|substance|drink|medication|laxative) abuse\b")
# Illnesses that skills do not treat.
EATING = (
    r"bulimi\w+|anorexi\w+|anorexa|eating disord\w*|purging|purge",
    r"starv(?:e|ing) " + MYSELF + r"|mak(?:e|ing) myself (?:sick|throw up|vomit)",
)
NEARLY = {
    "oneself": ("suicide", "suicidal", "overdose"),
    "eating": ("bulimia", "bulimic", "anorexia", "anorexic"),
}
# Spelled nearly so, and right as they are.
OTHER_WORDS = frozenset({"overdo", "overdone", "overdue", "oversee", "overuse", "overused"})


def _of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(phrases)})\b")


_ONESELF, _SOMEBODY, _EITHER, _EATING = map(_of, (ONESELF, SOMEBODY, EITHER, EATING))


@dataclass(frozen=True)
class Danger:
    """What was heard: harm to oneself, harm by somebody, an eating disorder."""

    oneself: bool = False
    somebody: bool = False
    eating: bool = False

    @property
    def now(self) -> bool:
        """Whether the numbers to call have to come before everything else."""
        return self.oneself or self.somebody

    def __bool__(self) -> bool:
        return self.now or self.eating


def danger_in(typed: str) -> Danger:
    """What of danger is in the words that somebody typed."""
    heard = [_heard(said) for said in _readings(typed)]
    return Danger(
        oneself=any(one.oneself for one in heard),
        somebody=any(one.somebody for one in heard),
        eating=any(one.eating for one in heard),
    )


def _heard(said: str) -> Danger:
    about_people = NOBODY.sub(" ", said)
    rest = _SOMEBODY.sub(" ", about_people)
    either = bool(_EITHER.search(rest))
    return Danger(
        oneself=either or bool(_ONESELF.search(rest)) or _nearly(said, "oneself"),
        somebody=either or rest != about_people,
        eating=bool(_EATING.search(said)) or _nearly(said, "eating"),
    )


def _readings(typed: str) -> Iterator[str]:
    """The words in small letters, with drawn-out letters as one and as two: “diiie”, “killll”."""
    plain = unicodedata.normalize("NFKC", shown(typed)).casefold()
    words = BETWEEN_WORDS.sub(" ", APOSTROPHES.sub("", plain)).strip()
    yield DRAWN_OUT.sub(r"\1\1", words)
    yield DRAWN_OUT.sub(r"\1", words)


def _nearly(said: str, what: str) -> bool:
    """Whether one of the words is a slip of the key for one of those."""
    return any(
        word[0] == meant[0]
        and word not in OTHER_WORDS
        and SequenceMatcher(None, word, meant).ratio() >= ALIKE
        for word in said.split()
        for meant in NEARLY[what]
    )
