"""Tokens of a clause, its cue and what stands above it in; asserted, planned, possible … out."""

from spacy.tokens import Doc, Token

from lib.claims.cues import lemma
from lib.claims.frame import Tokens, Verdict, classes, infinitives, main_word, triggers
from lib.claims.grammar import (
    DAYS,
    IF,
    SUBJECTS,
    dependents,
    has,
    is_verb,
    sentence,
    subject_of,
    to_infinitive,
)
from lib.text.lexicon import cue_class, speakers
from lib.text.words import WORD

BY_CLASS = {"promises": "planned", "demands": "recommended"}


USUALLY = frozenset("often usually regularly routinely sometimes frequently".split())


def of_cue(doc: Doc, cue: Tokens) -> str | None:
    """The modality that a cue gives to all that it introduces; None if it gives none."""
    return next((BY_CLASS[kind] for kind in classes(doc, cue).values() if kind in BY_CLASS), None)


def modality(
    doc: Doc, tokens: Tokens, cue: Tokens, context: str = "", *, quoted: bool = False
) -> Verdict:
    """How the content is meant; the cue outranks it, and context (lead-in, header) comes last.

    quoted: whether these are the speaker's own words, where "would" reports no "will".
    """
    by_class, known, main = dict(BY_CLASS), classes(doc, cue), main_word(doc, tokens)
    offers = [i for i in known if doc[i].lemma_ == "offer"]
    if offers and any(lemma(doc[i]) in triggers("given") for i in tokens if doc[i].head.i in cue):
        known = {i: kind for i, kind in known.items() if i not in offers}  # he gave his support
    if to_infinitive(main):  # "were told to leave" demands; "were told that …" does not
        first = all(doc[i].tag_ == "TO" for i in tokens if i < main.i)
        by_class["expects"] = "planned" if first else "possible"
        pairs = {i: f"{doc[i].lemma_.lower()} to" for i in known}
        known = known | {i: cue_class()[pair] for i, pair in pairs.items() if pair in cue_class()}
    for i in (i for i in cue if doc[i].pos_ != "AUX"):
        word = doc[i].lemma_.lower()
        governs = triggers("word" if doc[i].pos_ == "ADJ" else "head").get(word)
        value = by_class.get(known[i]) if i in known else governs
        if known.get(i) == "expects":
            value = value or governs
        if value and value != "asserted":
            return Verdict(value, (i,))
    if cue and (wanted := _wanted(doc, tokens, main, by_class)):
        return wanted
    head = _governed(doc, tokens, main)
    if asked := _asked(doc, tokens, head):
        return asked
    own = _own_modality(head, not quoted and _backshifted(doc, head, cue)) or (
        _bidden(doc, tokens, head) if cue else None
    )
    return own or _context_modality(context) or Verdict("asserted", ())


def _wanted(doc: Doc, tokens: Tokens, main: Token, by_class: dict[str, str]) -> Verdict | None:
    """What a noun that names a call or promise makes of its content: "calls to close the road",
    also where the content is "to close the road" alone."""
    words = (doc[i] for i in tokens if doc[i].pos_ in {"NOUN", "VERB", "AUX"})
    noun = next((word for word in words if word.dep_ not in {"compound", "amod"}), None)
    if to_infinitive(main) and min(tokens) > 0:
        noun = noun if noun is not None and noun.pos_ == "NOUN" else doc[min(tokens) - 1]
    if noun is None or noun.pos_ != "NOUN" or noun.dep_ in SUBJECTS or noun.i + 1 not in tokens:
        return None
    after = noun.nbor().lower_
    kind = cue_class().get(f"{lemma(noun)} {after}", cue_class().get(lemma(noun)))
    if lemma(noun) in triggers("given"):
        return None
    if kind not in {"demands", "promises"} or after not in {"to", "for", "that"}:
        return None
    return Verdict(by_class[kind], (noun.i,))


def _governed(doc: Doc, tokens: Tokens, head: Token) -> Token:
    """The main word; the first verb with a modal if the parse took another ("it can foster")."""
    gerund = head.tag_ == "VBG" and not has(head, {"aux", "auxpass"})
    if is_verb(head) and not gerund:
        return _said_so(head)
    verbs = (doc[i].head for i in tokens if doc[i].tag_ == "MD")
    return next((verb for verb in verbs if verb.dep_ not in {"relcl", "advcl", "ccomp"}), head)


def _said_so(head: Token) -> Token:
    """The verb that "we can say that X" asserts: who can say it in the first person says it."""
    if cue_class().get(head.lemma_) != "asserts":
        return head
    kinds = {child.dep_: child for child in head.children}
    can = "aux" in kinds and kinds["aux"].lower_ == "can" and "neg" not in kinds
    first = "nsubj" in kinds and kinds["nsubj"].lower_ in {"i", "we"}
    return kinds["ccomp"] if can and first and "ccomp" in kinds else head


def _asked(doc: Doc, tokens: Tokens, head: Token) -> Verdict | None:
    """What is asked, or only supposed: "whether it broke", a question."""
    marks = [child.i for child in head.children if child.lower_ == "whether"]
    ends = {*tokens[-2:], sentence(head)[-1].i}
    asked = sorted(i for i in ends if doc[i].text == "?")
    return Verdict("possible", tuple(marks or asked)) if marks or asked else None


def _own_modality(head: Token, backshifted: bool) -> Verdict | None:
    """By an if-clause, else the clause's auxiliary, else its governing verb, else a word on it."""
    around = dependents(head)
    clauses = [head, *(child for child in around if child.dep_ == "advcl")]
    ifs = [word.i for clause in clauses for word in clause.children if word.lower_ in IF]
    if ifs:
        return Verdict("conditional", tuple(ifs))
    for child in around:
        if child.dep_ == "aux" and (value := triggers("aux").get(child.lower_)):
            if value == "conditional" and any(one.lower_ in USUALLY for one in around):
                return None  # what one would often do, one did
            if value == "planned" and not _plans(head):
                value = "possible"
            planned = value == "conditional" and backshifted and _plans(head)
            return Verdict("planned" if planned else value, (child.i,))
    return _governing_modality(head) or _word_modality(head) or _arranged(head)


def _plans(verb: Token) -> bool:
    """Whether "will" is a plan: of somebody who acts, or of what is set for a day.

    What nobody does or decides is forecast, and may be so.
    """
    behind = (token for child in verb.rights for token in (child, *child.children))
    if any(token.ent_type_ in DAYS for token in behind):
        return True
    passive = has(verb, {"auxpass"})
    return passive or (lemma(verb) not in triggers("state") and _acts(subject_of(verb)))


def _acts(subject: Token | None) -> bool:
    if subject is None or subject.pos_ not in {"NOUN", "PRON"}:
        return True
    pronoun = subject.pos_ == "PRON" and subject.lower_ not in {"this", "that", "which", "there"}
    return pronoun or subject.lemma_.lower() in speakers()


def _bidden(doc: Doc, tokens: Tokens, verb: Token) -> Verdict | None:
    """A bare verb that begins its sentence, or "do" before it, exhorts: "Don't let it close"."""
    if verb.tag_ != "VB" or has(verb, SUBJECTS):
        return None
    first = next((doc[i] for i in tokens if doc[i].is_alpha), verb)
    bids = first.is_title and (first.i == verb.i or first.lower_ in {"do", "never"})
    return Verdict("recommended", (verb.i,)) if bids else None


def _governing_modality(head: Token) -> Verdict | None:
    """By the verb above an infinitive: "agreed to act"; not by "has yet to act"."""
    value = triggers("head").get(lemma(head))
    if value is None or not infinitives(head):
        return None
    yet = head.lemma_ == "have" and any(child.lower_ == "yet" for child in head.children)
    return None if yet or value == "asserted" else Verdict(value, (head.i,))


def _word_modality(head: Token) -> Verdict | None:
    """By a word on the verb: "is likely", "perhaps"."""
    for child in head.children:
        value = triggers("word").get(child.lower_)
        if value and child.dep_ in {"acomp", "advmod", "attr", "oprd"}:
            return Verdict(value, (child.i,))
    return None


def _arranged(head: Token) -> Verdict | None:
    """ "Is going to act", "is scheduled for May"; what is set off or up is done."""
    going = head.lower_ == "going" and infinitives(head)
    fixed = head.lemma_ in {"schedule", "slate", "plan", "set"} and head.tag_ == "VBN"
    fixed = fixed and has(head, {"auxpass"})
    if fixed and head.lemma_ == "set":
        fixed = bool(infinitives(head)) or any(child.lower_ == "for" for child in head.children)
    return Verdict("planned", (head.i,)) if going or fixed else None


def _backshifted(doc: Doc, head: Token, cue: Tokens) -> bool:
    """ "They said they would come" reports "we will come": after a past cue would is a plan."""
    return any(doc[i].tag_ in {"VBD", "VBN"} for i in cue) or (
        head.dep_ == "ccomp" and head.head.tag_ in {"VBD", "VBN"}
    )


def announcing(context: str) -> list[tuple[str, int, int]]:
    """The words of a lead-in or header that say how the rest is meant: modality, start, end."""
    known = triggers("lead_in")
    words = ((match[0].lower(), match.span()) for match in WORD.finditer(context))
    return [
        (value, *place)
        for word, place in words
        if (value := known.get(word) or known.get(word.removesuffix("s")))
    ]


def _context_modality(context: str) -> Verdict | None:
    """The modality that most trigger words of the context give; the firmer one in a tie."""
    values = [value for value, *_ in announcing(context)]
    order = ["planned", "recommended", "possible"]
    return Verdict(max(order, key=values.count), ()) if values else None
