"""Which words are danger, as patterns: what people do, to whom, with what.

They are read as `danger` reads them: in small letters, without apostrophes and signs. The small
lists come first, and sentences are put together of them, so that a new person, weapon or medicine
is heard in every sentence at once.
"""

import re
from functools import cached_property


class Heard:
    """Whatever says one of the phrases in whole words.

    The pattern is made when it is first asked: all of them take a third of a second of processor
    time and 2.4 MiB, which a start without a search is spared.
    """

    def __init__(self, phrases: tuple[str, ...]) -> None:
        self._phrases = phrases

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(rf"\b{any_of(*self._phrases)}\b")

    def within(self, said: str) -> bool:
        """Whether one of the phrases is in what was said."""
        return self._pattern.search(said) is not None

    def taken_out(self, said: str) -> str:
        """What was said, with a bar where a phrase stood."""
        return self._pattern.sub(" | ", said)


def any_of(*ways: str) -> str:
    """A piece that is one of these."""
    return f"(?:{'|'.join(ways)})"


def heard(*phrases: str) -> Heard:
    """Whatever says one of these in whole words."""
    return Heard(phrases)


TWO = r"(?: \w+){0,2}"  # up to so many words between
THREE = r"(?: \w+){0,3}"
THEIR_OWN = r"(?: (?!i\b)\w+){0,3}"  # the same, as long as nobody else does it: “my mum I want to”
END = r"(?=$| (?:and|to|at|all|i|in|with|together|tonight|today|now|again|of|because|so)\b)"

# Who, and whom.
NOT = any_of(
    "dont", "don t", "do not", "doesnt", "doesn t", "didnt", "didn t", "not", "never", "no longer",
    "cant", "can t", "cannot", "cnt", "dnt", "wont", "won t", "wouldnt", "isnt", "arent", "wasnt",
)  # fmt: skip
NOBODY = any_of("nobody", "no body", "no one", "noone", "no1", "who", "would any(?:one|body)")
MYSELF = any_of(
    "myself", "my self", "meself", "myslef", "mysef", "myelf", "me self", r"themsel\w+", "himself",
    "herself", "yourself",
)  # fmt: skip
WHOSE = any_of("my", "the", "our", "his", "her", "their", "your", "a", "an", "this", "that")
WHICH = "(?:(?:own|little|youngest|eldest|oldest|older|younger|big|new) )?"
CHILD = any_of("child", "children", "kids?", "baby", "babies", "toddlers?", "newborn", "infant")
PERSON = any_of(
    "husband", "hubby", "wife", "missus", "partner", "boyfriend", "girlfriend", "bf", "gf", "ex",
    "dads?", "daddy", "father", "mums?", "mummy", "moms?", "mommy", "mam", "mother", "brothers?",
    "sisters?", "sis", "siblings?", "uncle", "aunt", "auntie", "cousins?", "sons?", "daughters?",
    CHILD, "childs", "babys", "little one", r"step ?\w+", r"grand\w+", "gran", "granny", "nan",
    "nana", "parents?", "family", "in laws?", "carers?", "flatmates?", "roommates?", "housemates?",
    "friends?", "mates?", "neighbou?rs?", "boss", "landlord", "teacher", "man", "men", "woman",
    "women", "guy", "boys?", "girls?",
)  # fmt: skip
THEY = any_of(
    "he", "she", "they", "hes", "shes", "theyre", "someone", "somebody", "people",
    rf"(?:{WHOSE} )?{WHICH}{PERSON}",
)  # fmt: skip
THEM = any_of(
    "him", "her", "them", "someone", "somebody", "anyone", "anybody", "every ?one", "everybody",
    "people", "others", "each ?other", "mums?", "moms?", "dads?", CHILD,
    rf"{WHOSE} {WHICH}(?:{PERSON}|dogs?|cats?|pets?|puppy|kitten)",
)  # fmt: skip
US = "(?:me|us)"

# What is done to a body, in every time, and with what.
HURT = any_of(
    "ki+ll*(?:s|ed|in|ing)?", "hur?t(?:s|ing|in)?", "harm(?:s|ed|ing)?", "stab+(?:s|ed|ing)?",
    "murder(?:s|ed|ing)?", r"strangl\w+", r"stran+gel\w*", r"suf+ocat\w+", r"smother\w*",
    r"poison\w*", r"drown\w*", r"injur\w+", "attack(?:s|ed|ing)?", "beat(?:s|en|ing|in)?",
    "bash(?:es|ed|ing)?", "chok(?:e|es|ed|ing)", "hit(?:s|ting|tin)?", "slap+(?:s|ed|ing)?",
    "smack(?:s|ed|ing)?", r"punch\w*", "kick(?:s|ed|ing|in)?", "shoot(?:s|ing)?", "shot",
    "burn(?:s|ed|t|ing)?", "bit(?:e|es|ing)", "(?<!a )(?<!every )bit", "shak(?:e|es|ing)", "shook",
    "rap(?:e|ed|ing)",
    r"molest\w*", "abus(?:e|es|ed|ing)", r"thr[ea]+t+[ae]?n\w*",
)  # fmt: skip
DONE = any_of(
    "hit", "hurt", "beaten", "beat", "kicked", "punched", "slapped", "smacked", "stabbed", "shot",
    "attacked", "strangled", "choked", "raped", "abused", "molested", "threatened", "bitten",
    "burned", "burnt", "assaulted", "locked in", "drugged", "groomed",
)  # fmt: skip
WEAPON = any_of(
    "kni(?:fe|ves|fes|ve)", "kinfe", "blade", "machete", "guns?", "pistol", "rifle", "shotgun",
    "weapons?", "axe", "crowbar",
)  # fmt: skip
HOLDS = any_of(
    "has", "have", "had", "got", "gets", "with", "pull(?:s|ed)?", "holds?", "holding", "held",
    "carr(?:y|ies|ying|ied)", "keeps?", "bought", "grab(?:s|bed)?", "us(?:es|ed)", r"wav\w+",
    "took",
    "picked up", "point(?:s|ed|ing)",
)  # fmt: skip
MY_HANDS = rf"(?:have|ve|got|found|hold|holding|bought|picked up|grabbed){THREE}"
HEAD = any_of("head", "mouth", "throat", "neck", "wrists?", "chest", "skin", "arms?", "legs?")

# What is taken, and how much. Two tablets are an everyday dose; three are counted as too many.
PILLS = any_of(
    r"par[aeiou]*s?c[aeiou]*t[aeiou]*m[aeiou]*l\w*", r"acetamino\w+", r"tyleno\w+", "panadol",
    r"ib[ue]pro\w+", "as?prins?", "aspirins?", "advil", "nurofen", "co ?codamol", "codeine",
    "tramadol", "morphine", r"diazepam\w*", "valium", "xanax", "lorazepam", "zopiclone", "sleepers",
    "tab[a-z]?l[ei]+ts?", "tabs", "pills?", "capsules?", "pain ?kill?ers?",
)  # fmt: skip
MEDICINE = any_of(
    PILLS, "insulin", r"sertra\w+", r"fluoxetin\w*", "prozac", r"amitript\w+", r"quetiap\w+",
    "lithium", "propranolol", r"anti ?depress\w+", "meds", "medications?", "medicines?", "medecine",
    "drugs",
)  # fmt: skip
SWALLOW = any_of(
    r"swal\w+", r"swol\w+", "drink(?:s|ing)?", "drank", "drunk", "ate", "eat", "eaten", "eating",
    r"inject\w*", r"inhal\w+", r"ingest\w*", "necked", "downed",
)  # fmt: skip
TOOK = any_of(SWALLOW, "takes?", "took", "taken", "taking", "tuk", "popped", "had")
COUNTED = any_of(
    r"[3-9]|[1-9]\d\d?|[2-9]\d{3}|\d{5,}", "three", "four", "five", "six", "seven", "eight", "nine",
    "ten", "eleven", "twelve", r"\w+teen", r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?: \w+)?",
    "a hundred", r"(?:handful|packets?|packs?|box|boxes|bottles?|strips?|load|bunch) of",
)  # fmt: skip
MANY = any_of(
    COUNTED, "all", "every", "too? many", "too? much", "so many", "loads", "lots", "a ?lot",
    "hand ?full?", "whole", "entire", "half a", "packets?", "box", "bottles?", "double", "the rest",
    "extra",
)  # fmt: skip
POISON = any_of(
    "bl[ea]{1,2}ch", "poison", "anti ?freeze", "weed ?killer", "rat ?poison", "pesticides?",
    "insecticide", "detergent", "(?:drain|oven|toilet) cleaner", "disinfectant", "dettol",
    "ammonia",
    "acid", "petrol", "gasoline", "diesel", "turps", "turpentine", "white spirit", "methanol",
    "hand saniti[sz]er", "nail polish remover", "batter(?:y|ies)", "(?<!a )glass(?! of)",
    "(?:razor ?)?blades?", "magnets?", "cyanide", "chemicals?", r"cleaning \w+",
)  # fmt: skip

# What everybody says every day, and what only sounds like danger: taken out before anything is
# looked for. Each has to be sure: “it hurts me” is here, and “that he hurts me” must not be.
ACHES = any_of(
    "feet", "foot", "back", "head", "knees?", "legs?", "shoes?", "heels?", "heat", "neck", "wifi",
    "shoulders?", "stomach", "hay ?fever", "suspense", "commute", "internet", "hangover",
)  # fmt: skip
JOINT = any_of("ankle", "knee", "back", "foot", "leg", "toe", "hip", "shoulder", "finger", "elbow")
EVERYDAY = heard(
    "(?:drug|drugs|alcohol|substance|drink|medication|laxative) abuse",
    r"\d{1,3} ?(?:mg|mcg|ml)",
    "kill(?:s|ed|ing)? (?:some |a bit of |the )?(?:time|boredom|mood|vibe|lights?|engine|weeds?|"
    "ants|"
    "germs?|bacteria|mould|mold|flies|joy|two birds|an hour)",
    rf"(?:my |the |this ){ACHES} (?:is |are |was |were |s )?kill(?:s|ing) me",
    r"killing it|killed it|dressed to kill|kill switch|kill bill",
    "killer (?:workout|heels|whales?|instinct|app|smile)",
    "(?:die|died|dying) (?:laughing|of (?:laughter|boredom|curiosity|embarrassment))",
    "dying (?:to (?:see|know|hear|try|meet|tell|ask|read|watch|find out|learn|start|visit|eat)|"
    r"for (?:a|an|some) \w+|light|art)|to die for|die hard",
    "(?:phone|battery|laptop|plants?|flowers?|tree|grass|lawn|engine|wifi|signal)"
    "(?: (?:is|are|has|was|just|s|keeps|went|nearly))* (?:dying|die|dies|died|dead)",
    r"dead (?:end|lines?|lift\w*|tired|sea|weight|batter\w+|heat|serious|easy|simple|good|funny|"
    "slow|quiet|pan|on time|set on|centre|leaves|flowers?|pixels?|links?|boring|cute|nice)|"
    "(?:walking|grateful) dead|over my dead body|drop dead gorgeous",
    "cut(?:s|ting)? (?:back|down|short|corners|costs?|off (?:date|point|time)|the (?:cake|bread|"
    "grass|lawn|hedge)|out (?:sugar|salt|coffee|alcohol|bread|meat|gluten|caffeine)|"
    "(?:my |your |his |her )?(?:hair|nails|fringe|losses|spending|sugar|salt|coffee|caffeine|"
    "screen time|carbs|calories)|board|edge|grass|paper|fabric|flowers)",
    "(?:hair|short|power|paper|clear|price|budget|tax|pay|job) ?cuts?|cut ties|"
    "cut (?:and paste|to the chase|(?:me|myself) some slack)",
    "pills? ?(?:reminders?|box(?:es)?|organi[sz]ers?|dispensers?|cases?|cutters?|alarms?|"
    "trackers?)|"
    "(?:birth control|contraceptive|vitamin|iron|morning after) pills?|(?:on the|bitter) pill",
    "(?:take|taking) my (?:pills?|tablets?|meds) (?:at|with|in the|every|on|before|after)|"
    "(?:forgot|forgets?|forgotten|remember(?:ing)?|miss(?:ed)?) (?:to take )?(?:my |the |a )?"
    "(?:pills?|tablets?|meds|medication)",
    "hang(?:s|ing)? (?:out|up|in there|around|about|pictures?|baskets?|washing|the washing)|"
    "hanging (?:gardens?|plants?)",
    "end(?:ing)? it (?:on a (?:good|high|nice|positive)|with (?:him|her|my))|"
    "see(?:ing)? (?:the |your |his |her )?point of (?:view|this (?:skill|exercise))",
    "knife (?:skills?|blocks?|sets?|sharpener|edge)|butter knife|knife and fork",
    "(?:nail|water|glue|staple|massage) gun|gun control|jump(?:ed|ing)? the gun",
    "razor (?:sharp|bumps?|burn)|electric razor|wrist ?(?:watch|bands?|rests?|support|pain|brace|"
    "splint)|(?:sore|broken|sprained) wrists?|slap on the wrist",
    "jump(?:ing)? (?:rope|jacks?|for joy|to conclusions)|shoot(?:ing)? (?:hoops|stars?|photos|"
    "a film)",
    "shoot(?:s|ing)? (?:me|her|him|them|us) (?:a|an) (?:text|email|mail|message|line|note)",
    "hit (?:me|us|him|her|them) up",
    "(?:it|that|this|grief|reality|news|sadness|a wave|anxiety|words)"
    "(?: (?:really|just|still|always|suddenly|often|only|so|all|has|can|will))* "
    "(?:hits?|hurts?|kills?|harms?|controls?|chokes?|kicks?|locks?|beats?|bit) (?:me|us)",
    "(?:hit|hurt|attacked|bitten|kicked|stung) by (?:an? |the |my )?(?:car|bus|train|truck|lorry|"
    "van|"
    "bike|ball|wave|horse|dog|door|branch|criticism|words|comments?|rejection|bees?|wasps?)",
    r"(?:without|avoid) hurting (?:them|him|her|any\w+|some\w+|people|others|my \w+)",
    r"hurt(?:s|ing)? (?:\w+ ){0,3}feelings?",
    rf"(?:she|mum|mom|mother|daughter|sister|wife) (?:has )?hurt her {JOINT}",
    rf"(?:he|dad|father|son|brother|husband) (?:has )?hurt his {JOINT}",
    "beat(?:s|ing|en)? (?:him|her|them|me|us|my \\w+) at (?:chess|cards|scrabble|football|tennis|"
    "darts|bowling|games?|a game|golf|pool)|beat(?:s|ing)? the (?:clock|rush|heat|record)",
    "hits? (?:her|his|their) (?:target|goal|stride|deadline)",
    r"shak(?:e|es|ing) (?:\w+ ){0,2}(?:hands?|head)|bit(?:e|es|ing)? (?:my|his|her) (?:tongue|"
    "nails?)",
    "kick(?:s|ed|ing)? (?:him|her|them) (?:out|off)",
    "(?:panic|anxiety|asthma) attacks?|(?:panic|anxiety) attacks? me|"
    r"murder (?:myster\w+|podcasts?|novels?)|food poisoning|poison ivy",
    "baby out with the bath|punch(?:ing)? bag|(?:time|pressure|weight|load) off myself",
    "acid (?:reflux|rain|jazz)|batter(?:y|ies) low",
)  # fmt: skip

# From somebody else, to the reader or to somebody near. What these say is taken out before the
# words below are looked for: whoever types “he will kill me” does not want to die.
SOMEBODY = heard(
    rf"{THEY}{THEIR_OWN} {HURT} (?:up )?(?:{US}|{THEM})",
    rf"{THEY} (?:said|says|told \w+|texted|wrote|threat\w+)(?: (?!i\b)\w+){{0,6}} {HURT} (?:{US}|"
    rf"{THEM})",
    rf"{THEY}{TWO} (?:cuts?|grabs?|grabbed|drag(?:s|ged)?|push(?:es|ed)?|shov(?:es|ed)|pin(?:s|"
    "ned)|"
    rf"lock(?:s|ed)|tie[sd]|threw|throws|follow(?:s|ed)|trap(?:s|ped)|drug(?:s|ged)|touch(?:es|ed)|"
    rf"forc(?:es|ed)|groom(?:s|ed)|spat at|spits at|frightens|terrifies|came at|comes at|chased|"
    rf"chases) (?:{US}|{THEM})(?! (?:to|away|for|towards?))",
    rf"(?:he|she|(?:my |the )?{PERSON}) scares {US}",
    r"abus(?:e|es|ed|er|ers|ing|ive)|abbuse\w*|rap(?:e|ed|es|ist|ing)|molest\w*|as+[au]+lt\w*|"
    "incest",
    r"violence|violent|viol[ae]n\w*|stalk(?:s|ed|er|ing)|traffick(?:ed|ing)|blackmail\w*",
    r"forced marriage|honou?r (?:killing|based \w+)|(?:forced|made) to (?:have sex|marry)|"
    r"(?:made|makes|making) me (?:have sex|touch)",
    rf"{HURT} {US}(?<!kill me)(?<!killing me)(?<!\bit hit me)(?<!\bit hurt me)",
    rf"(?:shove[sd]?|force[sd]?|lock(?:s|ed)?|control(?:s|led)?|grope[sd]?|chase[sd]?) {US}",
    rf"(?:thr[eo]w(?:s|ing|n)?){THREE} at (?:{US}|{THEM})",
    rf"beaten up|{DONE} by (?:his|my|a|{THEM}|{THEY})|(?:being|get|gets|getting|gettin|got|"
    rf"been) {DONE}",
    r"touch(?:es|ing) me|touched me (?:down|there|where|when|without|in bed)",
    rf"{NOT}(?: feel(?:ing)?)? safe (?:at home|here|at (?:his|her|my)|with (?:him|her|them|"
    rf"{THEY}))",
    "hands? (?:a?round|on) (?:my|her|his) (?:neck|throat)|forced (?:himself|herself|"
    r"themsel\w+) on|"
    rf"{THEY} (?:broke|breaks|twist\w*|punch\w*|kick\w*|grab\w*|squeez\w+|smash\w*|burn\w*|"
    "hits?) my "
    "(?:face|hair|nose|jaw|ribs?|eyes?|hands?|fingers?|stomach|back|throat|neck|arms?|wrists?|"
    "head|legs?)",
    r"follow(?:s|ed|ing) me (?:home|around|every\w*)|(?:he|she|they|ex)(?: is| are| s|"
    "s)? (?:waiting )?outside "
    rf"(?:my|our|the)|trapped with (?:him|her|them|{THEY})|(?:sca?r+ed|afraid|fear\w*|"
    "frightened) for "
    r"(?:my|our|her|his|their) (?:li(?:fe|ves)|safety|kids|child\w*|baby)|made me do (?:things|"
    "stuff)",
    rf"unsafe (?:at home|with (?:him|her|them|{THEY}))|danger at home",
    rf"(?:{CHILD}|sons?|daughters?) (?:is |are |isnt |arent |may be )*(?:not safe|unsafe|in danger|"
    "at risk)",
    "(?:s?ca?r+e?d|afraid|af+raid|afriad|frightened|terrified|fear) (?:of (?!people)(?:him|her|"
    "them|"
    rf"what (?:he|she|they) (?:will|might|could|ll|may) do|{THEY})|to go home|at home)",
    rf"(?:{NOT}|wouldn t) lets? me (?:go|leave|out|see (?:my|any)|have (?:my|any) (?:phone|money))",
    rf"{THEY}{TWO} (?:is|are|was|gets?|got|becomes?|turns?|turned) (?:very |so |really |always )?"
    r"(?:aggressive|physical with)",
    rf"{THEY}{TWO} {HOLDS}{TWO} {WEAPON}|pull(?:s|ed) a {WEAPON}|(?:knife|gun) ?point",
    r"thr[ea]+t+[ae]?n\w* (?:to|with)|(?:attacked|chased|came at \w+) with",
    rf"{WEAPON} (?:to|at|against|on) (?:his|her|our|their|me|us)\b",
    rf"{THEY} (?:punch|kick|smash)\w*(?: \w+)? (?:the|a|my|our) (?:walls?|doors?|table|window|"
    "phone|tv)",
    rf"{THEY} (?:will|is going to|are going to|gonna|is gonna|s going to|going to) (?:find|"
    rf"come for) {US}",
)  # fmt: skip
# From the reader to somebody else: feared, wanted or done. What others do is taken out before.
OTHERS = heard(
    rf"{HURT} {THEM}",
    rf"run(?:ning)? (?:him|her|them|{WHOSE} {PERSON}) over|(?:throw|threw|crush) {WHOSE} {CHILD}",
    rf"(?:want|wants|wish|wished|rather){TWO} (?:he|she|they|{THEM}) (?:\w+ )?dead",
    r"set(?:ting)? fire to (?:his|her|my|the|their|our) \w+|smash\w* (?:his|her|their) (?:face|"
    "head)|"
    r"mak(?:e|ing) (?:him|her|them) (?:pay|suffer|bleed)|shoot(?:ing)? up|homicid\w+|murderer",
    rf"(?:urges?|want|wanna|going|gonna|thoughts?|about|afraid|scared){THREE} (?:hit|hitting|stab|"
    r"stabbing|punch|punching|attack|attacking|murder|strangle)(?: some ?thing)?$",
    "commit (?:a )?murder|get away with murder",
)  # fmt: skip
# Taken, or swallowed: an emergency, however it feels.
TAKEN = heard(
    rf"{TOOK} (?:\w+ ){{0,2}}{MANY}{THREE} {MEDICINE}",
    rf"{COUNTED} (?:of |my |of my |sleeping |mg )?{PILLS}{END}",
    rf"(?:took|taken|tuk) (?:way |far )?too? (?:many|much){END}|everything in the (?:cupboard|"
    "cabinet)",
    r"o+ver ?do?sed?|over ?dos\w+|overdoz\w*|overdoes|od (?:on|ed)",
    rf"{SWALLOW} (?:\w+ ){{0,3}}{POISON}|(?:took|taken|take) (?:rat )?(?:bl[ea]{{1,2}}ch|poison|"
    "cyanide)|"
    rf"poisoned {MYSELF}",
    rf"(?:mix(?:ed|ing)? (?:my |the )?)?{PILLS} (?:and|with) (?:alcohol|vodka|whiske?y|wine|booze)",
    rf"(?:lethal|fatal|deadly|toxic) (?:dose|amount)|how many (?:\w+ )?{PILLS}",
)  # fmt: skip
# Of oneself.
BURDEN = "(?:burden|burdon|berden)"
ONESELF = heard(
    r"kill|kills|killing|kil|killin|kill me",
    r"die|dies|dying|dieing|dyin|diying|dead|(?:want|wanna|going|gonna)(?: to)? dye$",
    r"(?:if|wish|hope|when) i (?:\w+ ){0,2}(?:died|was gone|were gone|dis+ap+ear\w*|vanish\w*)|"
    r"(?:if|wish) i (?:wasnt|werent|was not|were not|wasn t) (?:around|there)|"
    r"i (?:should|could|would|shoulda|nearly|almost|ought to)(?: \w+){0,2} died",
    r"cut|cuts|cutting|cuting|cutt?ter|slit|slitting|wrists?|razors?|noose",
    r"harm|harms|harming|harmed|suicides",
    r"(?:self|sefl|slef) ?(?:harm\w*|ham|hram|injur\w*|hurt\w*|mutilat\w*|destruct\w*|inflict\w*)",
    r"overdos\w*|overdoz\w*|over ?dose\w*|overdoes|od|pills?|too many tablets",
    r"(?:kil+|hurt|cut|harm|end|hang)\w{0,3}myself|end ?my ?life|(?:want(?:to|2)|wanna|gonna)die",
    r"kms|kys|ctb|unaliv\w*|sewer ?slide",
    "(?:hurt|hrut|kil|burn|hit|hang|hung|shoot|shot|drown|punish|stab|poison|chok|strangl|"
    "suf+ocat|"
    rf"smother|scratch|bit|bite|biting|injur|punch|end|gas|electrocut|slash|bleed|topp|neck)\w*"
    rf"(?: to)? {MYSELF}",
    rf"(?:to|gonna|wanna|ill|just|i) off {MYSELF}|(?:offed|offing|top|finish|finishing) {MYSELF}|"
    rf"(?:do|doing) (?:away with )?{MYSELF} in|do away with {MYSELF}|get rid of {MYSELF}",
    rf"(?:throw|threw|fling|chuck)\w* {MYSELF} (?:off|under|in front|down|out|from|at a|"
    "into (?:traffic|the))",
    rf"{MYSELF} to death|bleed(?:ing)? (?:out|to death|badly|heavily)|{NOT} stop (?:the )?bleeding",
    r"bang\w* my head|(?:smash|hit)\w* my head against|hanging",
    "(?:going|gonna|want|wanna|ready)(?: to)? jump$|(?:want|wanna|going|gonna|urges?|"
    "like)(?: to)? "
    rf"(?:burn|slash|slice|stab|scratch) my {HEAD}|end(?:ing)? things(?! with)|"
    "want out of (?:this )?life",
    r"(?:jump|leap)\w* (?:off|in front|from|under|out of)|(?:walk|step|run|driv|stand|stood)\w* "
    r"(?:in front of|into (?:traffic|a (?:tree|wall|lorry|truck)|oncoming))",
    "off (?:a|the|this) (?:bridge|ledge|roof|rooftop|cliff|building|balcony)|in front of (?:a|"
    "the) "
    r"(?:train|tube|lorry|truck|traffic)|under (?:a|the) (?:train|bus|lorry|truck)|carbon monoxide",
    r"(?:standing|sitting|am|im|i m) (?:up )?on (?:a|the) (?:bridge|ledge|roof|rooftop|edge|cliff|"
    r"train ?tracks|tracks)|crash\w* (?:my|the) car (?:on purpose|into)",
    r"(?:rope|belt|cord|scarf|wire|something|sheet)(?: \w+)? (?:round|around|on) my neck",
    "(?:painless|peaceful) ways?|(?:easy|easiest|quick|quickest|fastest|best) ways? (?:to go|"
    "out)$",
    "end(?:ing|ed)? (?:it|it all|everything|(?:my|this) life|all of it|my (?:pain|suffering|"
    "misery))",
    r"(?:take|taking|took|taken) (?:my|his|her|their|your) (?:own )?(?:life|lives)"
    r"(?! (?:back|seriously|in|into|to|for))",
    r"no (?:point|pont|poit|piont|ponit)|pointless|see(?:ing)? (?:the|a|any|no) point",
    r"want (?:it|this|everything|all this|the pain)(?: all)? (?:to (?:stop|end|be over)|over)",
    r"no reason to (?:live|go on)|nothing (?:left )?to live for|no way out|"
    r"had enough of (?:life|living|it all)|ready to die",
    r"what(?:s| is| s)? the point(?: (?:of|in) (?:living|life|anything|it|it all|going on|being|"
    r"all this|me))?$",
    rf"{NOT}{THREE} (?:be|being) (?:here|alive|around|any ?more)",
    rf"{NOT} (?:do|take|cope|bear|stand|handle) (?:with )?(?:this|it|life|things|living) any ?more",
    rf"{NOBODY}(?: one)?(?: (?:would|will|wud|wld|d|ll|even|really))+ (?:miss|notice|care(?! for|"
    " of)|cry)|"
    rf"{NOBODY} (?:miss|notice|cry|care) (?:if|when) i",
    rf"{NOT}{THREE} (?:live|exist|wak\w+ up(?! (?:early|on time|in time|for|at))|"
    r"go on(?! (?:camera|video|screen)))",
    "(?:be|being) gone|my good ?byes|(?:last|final) good ?byes?|good ?byes?(?: to)? (?:life|"
    "every ?one|world|the world|for ?ever)",
    "(?:tired|sick|done|afraid|fed up|bored) (?:of|with) (?:living|life|being alive|existing|"
    "being here)",
    r"done with (?:everything|it all|this world)|(?:think\w*|thoughts?) (?:about|"
    "of) (?:my (?:own )?)?death",
    r"hate (?:living|being alive)|(?:stop|cease) (?:existing|living|to exist)",
    rf"(?:wish|wished){TWO} (?:wasnt|was not|werent|were not|wasn t|didnt|didn t|did not) "
    r"(?:here|alive|born|exist)",
    r"never (?:been |be )?born|will to live|giv(?:e|en|ing|in)g? up on life|wasnt born",
    "(?:better|happier|easier|fine)(?: off?)? (?:without me|if i (?:was gone|were gone|wasnt|"
    r"werent|died|die|didnt|disap\w+)|dead)|without me (?:around|in it)",
    rf"(?:such|am|im|i m|just|being|be|like|feel|become|only)(?: an?)?(?: \w+)? {BURDEN}|"
    rf"{BURDEN} (?:on|to|for) (?:every ?one|everybody|my|them|others|people|the|him|her|you)|"
    r"waste of (?:space|oxygen|air)",
    r"worth living|(?:sleep|asleep) for ?ever|death wish|(?:want|welcome|wish for|pray for) death",
    r"(?:want|wanna|wish|like)(?: (?:to|i could|i can|just))* (?:dis+ap+ear|vanish)",
    r"(?:good ?bye|good bye|suicide) (?:letters?|notes?)",
    rf"(?:hoard|stash|stockpil)\w*{TWO} {MEDICINE}|sav(?:ing|ed)(?: up)?{TWO} {MEDICINE}",
    rf"{MY_HANDS} (?:{WEAPON}|rope|noose|razors?)|{WEAPON} in my hands?|holding (?:a|the) {WEAPON}",
)  # fmt: skip
# Whoever holds a weapon may mean themselves or others.
ARMED = heard(rf"{MY_HANDS} {WEAPON}|{WEAPON} in my hands?|holding (?:a|the) {WEAPON}")
# From oneself or from somebody: it may be either.
EITHER = heard(
    "not (?:be )?safe|nowhere safe|unsafe",
    "(?:dont|not|never|doesnt) feel(?:ing)? safe|(?:am|im|i m|are|"
    "were) in danger",
    rf"{WEAPON} (?:to|at|against|on|in) my {HEAD}",
)  # fmt: skip
# Illnesses that skills do not treat.
EATING = heard(
    r"bulimi\w+|anorexi\w+|anorexa|eating disord\w*|purging|purge",
    rf"starv(?:e|ing) {MYSELF}|mak(?:e|ing) myself (?:sick|throw up|vomit)",
)
