"""Faults per 1,000 pairs, counted by script."""
import pickle,re,sys
sys.path.insert(0,"/work/wt/book")
from nlp_helpers.datasets.phrasebook import lexicon
EI=[n.en for n in lexicon.NOUNS if n.woman]; E="|".join(EI)
W="|".join(n.woman for n in lexicon.NOUNS if n.woman)
kin="|".join(f for n in lexicon.nouns(("kin",)) for f in (n.en,n.ens)); tr="|".join(a.en for a in lexicon.ADJECTIVES if "kin" in a.tags)
def her(p):
    m=re.search(rf"\b(?:the|my|your|his|our|their) ({E})\b(.*)",p[0],re.I)
    return bool(m and re.search(r"\b(she|her)\b",m[2]) and not re.search(rf"\b(la|mi|tu|su|nuestra) ({W})\b",p[1],re.I))
def weather(p):
    m=re.search(r"\b[Ii]f (it (?:rains|snows|is cold|is hot|is sunny))[^,]*, (.*)|(.*) if (it (?:rains|snows|is cold|is hot|is sunny))",p[0])
    if not m: return False
    w,r=(m[1],m[2]) if m[1] else (m[4],m[3])
    r=re.split(r", (?:and|but) ",r)[0]
    out=re.search(r"\b(go to(?! bed)|come|climb|run|walk|swim|play)\b",r)
    neg="won't" in r
    if re.search("sunny|hot",w): return not out or neg
    return bool(out)!=neg
def cond(p):
    if not re.search(r"\b[Ii]f\b",p[0]): return False
    if re.search(r"if (it (rains|snows|is))|If it (rains|snows|is)",p[0]): return False
    m=re.search(r"[Ii]f ([^,]*), (.*)",p[0])
    if not m: return True
    return not re.search(r"\b(has|have) (time|enough money)|\b(invites?|calls?)\b",m[1]) and not re.search(r"\b(it|them)\b",m[2])
K={
 "'her/she' after a neutral noun said as a man":her,
 "es el amigo/vecino de":lambda p:re.search(r"\b(es|son) (el|la|los|las) (amig|vecin)[oa]s? de",p[1]),
 "va a X para + infinitive":lambda p:re.search(r"\bwent to [^,]* to \w|will go to [^,]* to \w",p[0]) and re.search(r" para (\w+[aei]r(te|me|nos|l[eo]s?)?|\w+[aei]rles?)\b",p[1]),
 "adjective before a relative":lambda p:re.search(rf"\b(my|your|his|her|our|their) ({tr}) ({kin})\b",p[0]),
 "What ... speak":lambda p:re.search(r"^What .*(speak|spoken|speaking)\?",p[0]),
 "bought, written, built, rented: somebody's already":lambda p:re.search(r"\b(buy|buying|bought|write|writing|wrote|rent|rented|build|built|building) (my|your|his|her|our|their)\b",p[0]),
 "weather and result at odds or unrelated":weather,
 "other conditions whose halves share nothing":cond,
 "one arrives at one place, the other is elsewhere":lambda p:re.search(r"arrived at (?:the|this|that) (?:\w+ )?(\w+)",p[0]) and (m:=re.search(r"(was|were) [^,]*? (at|in|on|near) (?:the )?(\w+)",p[0])) and m[3] not in re.search(r"arrived at ([^,.]*)",p[0])[1],
 "no time for what takes none, too tired to sit":lambda p:re.search(r"\b(sit|sat|open|close|put on|take off|hide)\b.*(enough time)|enough time, so .*\b(sit|open|close|put on|take off|hide)\b",p[0]),
 "angry, sad, nervous: no reason for the act":lambda p:re.search(r"(because|but) \w+ (was|were) (angry|sad|nervous|worried)",p[0]) and not re.search(r"\b(visit|invite|call|help|hug|dance|sing|play|go|come|tell|sleep|rest|sit)\b",p[0]),
 "sleep or rest in the kitchen":lambda p:re.search(r"(sleep|slept|sleeping|sleeps|rest|rested|rests|resting) in the kitchen",p[0]),
 "likes of two kinds set against each other":lambda p:re.search(r"(like|love)s?d? [^,]*(,? (and|but)) .*(like|love)s?d? ",p[0]) and len({x.startswith("to ") for x in re.findall(r"(?:like|love)s?d? (to|\w+)",p[0]) if x} )>1 and ("to" in re.findall(r"(?:like|love)s?d? (to|\w+)",p[0])),
 "two sentences glued by ', and' or ', but'":lambda p:len(p[0].split())>14 and re.search(r", (and|but) (?!if |\w+ (was|were|didn't)\b)",p[0]),
}
for f in sys.argv[1:]:
    d=pickle.load(open(f,"rb")); print(f)
    for k,t in K.items():
        print(f"  {k:52}"," ".join(f"{n} {1000*sum(bool(t(p)) for p in d[n][:20000])/len(d[n][:20000]):6.1f}" for n in ("train","test","unseen","long")))
