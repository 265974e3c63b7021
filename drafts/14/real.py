import time,sys
exec(open('drafts/14/toy.py').read().split('def batch')[0])
from nlp_helpers.checkpoints import load_checkpoint
def lap(s,_t=[time.process_time(),time.time()]):
    print(s, round(time.process_time()-_t[0],1), round(time.time()-_t[1],1),flush=True); _t[:]=[time.process_time(),time.time()]
t5=load_checkpoint('t5-mini'); lap('load')
m,looks=make_t5(4000,192,6,640,3); lap('make')
print(m.count_params(), t5.model.count_params())
print([tuple(w.shape) for w in m.get_weights()][:5]); print([tuple(w.shape) for w in t5.model.get_weights()][:5])
m.set_weights(t5.model.get_weights())
rng=np.random.default_rng(0)
s=rng.integers(3,4000,(2,9)).astype('int32'); s[1,6:]=0; t=rng.integers(3,4000,(2,7)).astype('int32')
print(np.abs(m.predict_on_batch([s,t])-t5.model.predict_on_batch([s,t])).max()); lap('pred')
from nlp_helpers.datasets.text_to_text import *
from nlp_helpers.datasets.text_to_text import load_text_to_text
sp=load_text_to_text(phrases=20_000); lap('data')
for k in TASKS:
    a=t5.answer(of_task(sp.test,k).source[:64]); lap(k); print(a[:2])
tr=of_task(sp.train,'sentiment'); te=of_task(sp.test,'sentiment')
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
va=of_task(sp.valid,'sentiment')
for ng in (1,2):
  for C in (1,3,10):
    bag=make_pipeline(TfidfVectorizer(ngram_range=(1,ng),min_df=2,sublinear_tf=True,token_pattern=r"\S+|\w+"),LogisticRegression(C=C,solver="liblinear")).fit(tr.source,tr.target)
    print(ng,C,bag.score(va.source,va.target)); lap('bag')
