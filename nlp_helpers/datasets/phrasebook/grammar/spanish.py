"""How Spanish words change: conjugation, gender and number, contraction, clitics.

Persons are numbered 0 yo, 1 tú, 2 él, ella and usted, 3 nosotros, 4 ellos and ustedes.
"""

import re
from functools import cache

YO, TU, EL, NOSOTROS, ELLOS = range(5)

DIRECT = {YO: "me", TU: "te", NOSOTROS: "nos"}  # in the third person they depend on gender
INDIRECT = ("me", "te", "le", "nos", "les")
REFLEXIVE = ("me", "te", "se", "nos", "se")

_PRETERITE_OF_ER = "í iste ió imos ieron"
_IMPERFECT_OF_ER = "ía ías ía íamos ían"
_ENDINGS = {
    "present": {"ar": "o as a amos an", "er": "o es e emos en", "ir": "o es e imos en"},
    "subjunctive": {"ar": "e es e emos en", "er": "a as a amos an", "ir": "a as a amos an"},
    "preterite": {"ar": "é aste ó amos aron", "er": _PRETERITE_OF_ER, "ir": _PRETERITE_OF_ER},
    "imperfect": {"ar": "aba abas aba ábamos aban", "er": _IMPERFECT_OF_ER, "ir": _IMPERFECT_OF_ER},
}
_ON_THE_INFINITIVE = {"future": "é ás á emos án", "conditional": "ía ías ía íamos ían"}

# The vowel change of stressed stems.
_STEM_CHANGES = {
    "ie": "cerrar despertar empezar entender nevar pensar perder preferir querer sentar",
    "ue": "acostar almorzar contar costar doler dormir encontrar jugar llover mostrar poder "
    "resolver soñar volver",
    "i": "corregir elegir pedir repetir seguir servir vestir",
}
_CHANGE = {verb: change for change, verbs in _STEM_CHANGES.items() for verb in verbs.split()}

# The first person of the present, from which the subjunctive is made.
_YO = {
    "conocer": "conozco",
    "construir": "construyo",
    "corregir": "corrijo",
    "crecer": "crezco",
    "decir": "digo",
    "elegir": "elijo",
    "hacer": "hago",
    "ofrecer": "ofrezco",
    "oír": "oigo",
    "poner": "pongo",
    "recoger": "recojo",
    "salir": "salgo",
    "seguir": "sigo",
    "tener": "tengo",
    "traducir": "traduzco",
    "traer": "traigo",
    "venir": "vengo",
    "ver": "veo",
}

# Preterites with an unstressed first person: tuve, tuvo.
_STRONG_PRETERITES = {
    "decir": "dij",
    "estar": "estuv",
    "hacer": "hic",
    "poder": "pud",
    "poner": "pus",
    "querer": "quis",
    "saber": "sup",
    "tener": "tuv",
    "traducir": "traduj",
    "traer": "traj",
    "venir": "vin",
}

_FUTURE_STEMS = {
    "decir": "dir",
    "haber": "habr",
    "hacer": "har",
    "oír": "oir",
    "poder": "podr",
    "poner": "pondr",
    "querer": "querr",
    "saber": "sabr",
    "salir": "saldr",
    "tener": "tendr",
    "venir": "vendr",
}

_WHOLE = {  # what no rule gives
    ("dar", "present"): "doy das da damos dan",
    ("decir", "present"): "digo dices dice decimos dicen",
    ("estar", "present"): "estoy estás está estamos están",
    ("haber", "present"): "he has ha hemos han",
    ("ir", "present"): "voy vas va vamos van",
    ("oír", "present"): "oigo oyes oye oímos oyen",
    ("saber", "present"): "sé sabes sabe sabemos saben",
    ("ser", "present"): "soy eres es somos son",
    ("tener", "present"): "tengo tienes tiene tenemos tienen",
    ("venir", "present"): "vengo vienes viene venimos vienen",
    ("dar", "preterite"): "di diste dio dimos dieron",
    ("hacer", "preterite"): "hice hiciste hizo hicimos hicieron",
    ("ir", "preterite"): "fui fuiste fue fuimos fueron",
    ("ser", "preterite"): "fui fuiste fue fuimos fueron",
    ("ver", "preterite"): "vi viste vio vimos vieron",
    ("ir", "imperfect"): "iba ibas iba íbamos iban",
    ("ser", "imperfect"): "era eras era éramos eran",
    ("ver", "imperfect"): "veía veías veía veíamos veían",
    ("dar", "subjunctive"): "dé des dé demos den",
    ("estar", "subjunctive"): "esté estés esté estemos estén",
    ("haber", "subjunctive"): "haya hayas haya hayamos hayan",
    ("ir", "subjunctive"): "vaya vayas vaya vayamos vayan",
    ("saber", "subjunctive"): "sepa sepas sepa sepamos sepan",
    ("ser", "subjunctive"): "sea seas sea seamos sean",
}

_PARTICIPLES = {
    "abrir": "abierto",
    "decir": "dicho",
    "descubrir": "descubierto",
    "escribir": "escrito",
    "hacer": "hecho",
    "imprimir": "impreso",
    "morir": "muerto",
    "poner": "puesto",
    "romper": "roto",
    "resolver": "resuelto",
    "ver": "visto",
    "volver": "vuelto",
}

_IMPERATIVES = {
    "decir": "di",
    "hacer": "haz",
    "ir": "ve",
    "poner": "pon",
    "salir": "sal",
    "ser": "sé",
    "tener": "ten",
    "venir": "ven",
}

_GERUNDS = {"decir": "diciendo", "ir": "yendo", "poder": "pudiendo", "venir": "viniendo"}


@cache
def conjugate(infinitive: str, tense: str, person: int) -> str:
    """One form of a verb.

    Args:
        infinitive: without a reflexive "se".
        tense: "present", "preterite", "imperfect", "future", "conditional" or "subjunctive" (of
            the present).
        person: 0 to 4, as in the module's docstring.

    Example:
        >>> [conjugate("pedir", "preterite", person) for person in range(5)]
        ['pedí', 'pediste', 'pidió', 'pedimos', 'pidieron']
    """
    if (infinitive, tense) in _WHOLE:
        return _WHOLE[infinitive, tense].split()[person]
    if tense in _ON_THE_INFINITIVE:
        stem = _FUTURE_STEMS.get(infinitive, infinitive)
        return stem + _ON_THE_INFINITIVE[tense].split()[person]
    if tense == "preterite":
        return _preterite(infinitive, person)
    if tense == "subjunctive":
        return _subjunctive(infinitive, person)
    if tense == "present":
        return _present(infinitive, person)
    return infinitive[:-2] + _ending(infinitive, tense, person)


@cache
def compound(infinitive: str, tense: str, person: int) -> str:
    """One form of a verb, or two: he comido, estoy comiendo.

    Args:
        infinitive: without a reflexive "se".
        tense: "perfect", "progressive", "past progressive", or one that `conjugate` knows.
        person: 0 to 4, as in the module's docstring.
    """
    if tense == "perfect":
        return f"{conjugate('haber', 'present', person)} {participle(infinitive)}"
    if tense in ("progressive", "past progressive"):
        be = conjugate("estar", "present" if tense == "progressive" else "imperfect", person)
        return f"{be} {gerund(infinitive)}"
    return conjugate(infinitive, tense, person)


@cache
def gerund(infinitive: str) -> str:
    """comiendo, durmiendo, leyendo."""
    if infinitive in _GERUNDS:
        return _GERUNDS[infinitive]
    stem, kind = _weak_stem(infinitive), _kind(infinitive)
    if kind == "ar":
        return stem + "ando"
    return stem + ("yendo" if _meets_a_vowel(infinitive) else "iendo")


@cache
def participle(infinitive: str) -> str:
    """comido, escrito, leído."""
    if infinitive in _PARTICIPLES:
        return _PARTICIPLES[infinitive]
    stem = infinitive[:-2]
    if _kind(infinitive) == "ar":
        return stem + "ado"
    return stem + ("ído" if stem.endswith(("a", "e", "o")) else "ido")


@cache
def imperative(infinitive: str, clitics: tuple[str, ...] = (), *, negative: bool = False) -> str:
    """What one says to a friend, with its clitics where they belong.

    Example:
        >>> imperative("comprar", ("me", "lo"))
        'cómpramelo'
        >>> imperative("comprar", ("lo",), negative=True)
        'no lo compres'
    """
    if negative:
        return " ".join(("no", *clitics, conjugate(infinitive, "subjunctive", TU)))
    form = _IMPERATIVES.get(infinitive) or conjugate(infinitive, "present", EL)
    return _accented(form, len(clitics)) + "".join(clitics)


def with_clitics(infinitive: str, clitics: tuple[str, ...]) -> str:
    """levantarse, dármelo."""
    if len(clitics) == 2:
        infinitive = infinitive[:-2] + {"a": "á", "e": "é", "i": "í"}[infinitive[-2]] + "r"
    return infinitive + "".join(clitics)


def indirect_before_direct(indirect: str, direct: str) -> tuple[str, str]:
    """Two clitics: le lo is said se lo."""
    return ("se" if indirect in ("le", "les") else indirect), direct


def object_clitic(person: int, feminine: bool) -> str:
    """The clitic of a direct object: lo, la, los, las; me, te, nos."""
    return DIRECT.get(person) or ("la" if feminine else "lo") + ("s" if person == ELLOS else "")


@cache
def plural(word: str) -> str:
    """The plural of a noun or an adjective."""
    if word[-1] in "aeioáéú":
        return word + "s"
    if word[-1] == "z":
        return word[:-1] + "ces"
    if word[-1] in "sn" and word[-2] in "áéíóú":
        return word[:-2] + word[-2].translate(str.maketrans("áéíóú", "aeiou")) + word[-1] + "es"
    return word + "es"


@cache
def agreeing(adjective: str, feminine: bool, is_plural: bool) -> str:
    """An adjective, given as masculine singular, in another gender or number."""
    if feminine and adjective[-1] == "o":
        adjective = adjective[:-1] + "a"
    elif feminine and adjective.endswith("dor"):
        adjective += "a"
    if not is_plural:
        return adjective
    return {"joven": "jóvenes"}.get(adjective) or plural(adjective)


def after(preposition: str, phrase: str) -> str:
    """A preposition before a phrase: a + el is al, de + el is del."""
    if phrase.startswith("el ") and preposition in ("a", "de"):
        return f"{preposition}{phrase[1:]}"
    return f"{preposition} {phrase}"


def and_(phrase: str) -> str:
    """ "y" before a phrase: "e" where the phrase begins with that sound, as in "e Isabel"."""
    return ("e " if re.match(r"h?i(?![aeou])", phrase, re.IGNORECASE) else "y ") + phrase


def _kind(infinitive: str) -> str:
    return infinitive[-2:].replace("í", "i")


def _ending(infinitive: str, tense: str, person: int) -> str:
    return _ENDINGS[tense][_kind(infinitive)].split()[person]


def _present(infinitive: str, person: int) -> str:
    if person == YO and infinitive in _YO:
        return _YO[infinitive]
    stem = infinitive[:-2] if person == NOSOTROS else _stressed_stem(infinitive)
    if infinitive.endswith("uir") and not infinitive.endswith("guir") and person != NOSOTROS:
        stem += "y"
    return stem + _ending(infinitive, "present", person)


def _stressed_stem(infinitive: str) -> str:
    stem = infinitive[:-2]
    if infinitive == "enviar":
        return "enví"
    if change := _CHANGE.get(infinitive):
        vowel = {"ie": "e", "ue": "u" if infinitive == "jugar" else "o", "i": "e"}[change]
        before, _, behind = stem.rpartition(vowel)
        return before + change + behind
    return stem


def _weak_stem(infinitive: str) -> str:
    """The stem of gerunds and third persons of preterites: durmió, pidió, sintió."""
    stem = infinitive[:-2]
    if _kind(infinitive) == "ir" and (change := _CHANGE.get(infinitive)):
        vowel, weak = ("o", "u") if change == "ue" else ("e", "i")
        before, _, behind = stem.rpartition(vowel)
        return before + weak + behind
    return stem


def _meets_a_vowel(infinitive: str) -> bool:
    stem = infinitive[:-2]
    return stem[-1] in "aeou" and not stem.endswith(("gu", "qu"))


def _preterite(infinitive: str, person: int) -> str:
    if stem := _STRONG_PRETERITES.get(infinitive):
        ending = ["e", "iste", "o", "imos", "ieron"][person]
        return stem + (ending[1:] if stem[-1] == "j" and person == ELLOS else ending)
    if person not in (EL, ELLOS):
        stem = infinitive[:-2]
        ending = _ending(infinitive, "preterite", person)
        if ending == "é":
            return _spelled_before_e(stem) + ending
        accented = stem[-1] in "aeo" and _kind(infinitive) != "ar"  # leíste, leímos
        return stem + (ending.replace("i", "í", 1) if accented else ending)
    ending = _ending(infinitive, "preterite", person)
    if _kind(infinitive) != "ar" and _meets_a_vowel(infinitive):
        ending = "y" + ending[1:]
    return _weak_stem(infinitive) + ending


def _subjunctive(infinitive: str, person: int) -> str:
    if infinitive in _YO:
        stem = _YO[infinitive][:-1]
    elif person == NOSOTROS:
        stem = _weak_stem(infinitive)
    else:
        stem = _stressed_stem(infinitive)
    if _kind(infinitive) == "ar":
        stem = _spelled_before_e(stem)
    return stem + _ending(infinitive, "subjunctive", person)


def _spelled_before_e(stem: str) -> str:
    """Keep the sound of a stem of an -ar verb: buscar, busque; pagar, pague; cruzar, cruce."""
    for letter, spelling in (("c", "qu"), ("g", "gu"), ("z", "c")):
        if stem.endswith(letter):
            return stem[:-1] + spelling
    return stem


def _accented(imperative: str, clitics: int) -> str:
    """Mark the stressed vowel of an imperative if clitics move it too far from the end."""
    spoken = re.sub(r"(?<=[gq])u(?=[ei])", "_", imperative)  # this u is not heard
    nuclei = list(re.finditer(r"[iu]?[aeo]|[iu]", spoken))
    if clitics == 0 or len(nuclei) + clitics < 3 or re.search("[áéíóú]", imperative):
        return imperative
    place = nuclei[max(len(nuclei) - 2, 0)].end() - 1
    accent = {"a": "á", "e": "é", "i": "í", "o": "ó", "u": "ú"}[imperative[place]]
    return imperative[:place] + accent + imperative[place + 1 :]
