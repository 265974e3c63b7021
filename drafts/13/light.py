"""Run the cells that need no network, with keras put in place by a stand-in: no TensorFlow, a few seconds."""
import sys, json, os, traceback
from unittest.mock import MagicMock
os.environ["MPLBACKEND"]="agg"
class Base: 
    def __init__(self,*a,**k): pass
K=MagicMock()
for n in ("losses","layers","optimizers.schedules"): pass
K.losses.Loss=Base; K.losses.BinaryCrossentropy=MagicMock(); K.layers.Layer=Base; K.Layer=Base; K.layers.ReversibleEmbedding=Base
K.losses.SparseCategoricalCrossentropy=Base
K.saving.register_keras_serializable=lambda *a,**k:(lambda c:c)
K.utils.PyDataset=Base; K.utils.Sequence=Base; K.callbacks.Callback=Base; K.initializers.Initializer=Base; K.metrics.Metric=Base; K.Model=Base;K.optimizers.Optimizer=Base; K.optimizers.schedules.LearningRateSchedule=Base
for m in ("keras","keras.ops","keras.layers","tensorflow"): sys.modules[m]=K if m=="keras" else MagicMock()
sys.modules["keras"].ops=sys.modules["keras.ops"]; sys.modules["keras.layers"].Layer=Base; sys.modules["keras.layers"].ReversibleEmbedding=Base
import numpy as np
import matplotlib.pyplot as plt
from pathlib import Path
nb=json.load(open('./chapters/13_bert.ipynb'))
src={c['id']:''.join(c['source']) for c in nb['cells'] if c['cell_type']=='code'}
ns={"__name__":"__main__"}
ids=list(src)
first=[i for i in ids if 'import' in src[i] and 'setup' not in src[i]]
for i in first: exec(src[i],ns)
ns['ops'].convert_to_numpy=lambda x: np.asarray(x)
from nlp_helpers import plotting; plotting.use_style()
from nlp_helpers.tokenization import SubwordTokenizer
from nlp_helpers.datasets.pieces import prepared
from nlp_helpers.checkpoints.masked_model import Guess
rng=np.random.default_rng(0)
class Bert:
    tokenizer=SubwordTokenizer.from_bytes(Path("drafts/13/tokenizer.json").read_bytes())
    texts=staticmethod(lambda s:([prepared(t) for t in s],))
    card=json.load(open("drafts/13/dummies/bert-mini-pretrained/card.json"))
    def fill(self,t,count=5): return [[Guess(" the",.1234)]*count]
    def attentions(self,t):
        n=12; return ["[CLS]"]+[" the"]*(n-2)+["[SEP]"], rng.random((4,4,n,n))
    class model:
        predict=staticmethod(lambda x,**k:(rng.normal(size=(len(x[0]),x[1].shape[1],6000)).astype("f4"),None))
        count_params=staticmethod(lambda:1595009)
def run(i):
    print("---",i)
    try: exec(compile(src[i],i,'exec'),ns)
    except Exception: traceback.print_exc(limit=-2,file=sys.stdout)
    if plt.get_fignums(): plt.savefig(f"drafts/13/fig_{i}.png"); plt.close("all")
skip=sys.argv[1:]
def network(i): 
    s=src[i]
    return any(w in s for w in ("setup()","make_bert","load_checkpoint(","Drawing","def block","two_heads","bert.model.predict(","segment_ids","with_new_head","fine_tune","distil(","judge","PARTS","connect","WAYS", "with_attentions(", "encode_subwords(", "models = ")) or i in first
ns["bert"]=Bert()
_study=ns["load_study"]; ns["load_study"]=lambda n: (lambda d: d["rows"] if isinstance(d,dict) and "rows" in d else d)(json.load(open("drafts/13/dummies/bert.json"))) if n=="bert" else _study(n)
_cards=ns["shipped_cards"]; ns["shipped_cards"]=lambda: {**_cards(), **{n: json.load(open(f"drafts/13/dummies/{n}/card.json")) for n in ("bert-mini-pretrained","bert-mini","distil-mini")}}
def fake_batch():
    n=len(ns['targets']); z=rng.normal(size=(n,6000)).astype("f4"); z[np.arange(n),ns['targets']]+=6
    p=np.exp(z); p/=p.sum(1,keepdims=True); ns['p']=p; ns['of_targets']=p[np.arange(n),ns['targets']]; ns['loss']=-np.log(ns['of_targets']).mean()
    ns['goes_on']=rng.normal(size=(ns['N'],1))
for i in ids:
    if network(i):
        if "by the formula" in src[i]: fake_batch()
        elif "def nats_with" in src[i]: run(i)
        elif "with_attentions(" in src[i]:
            ns["with_attentions"]=lambda m: type("x",(),{"predict_on_batch":staticmethod(lambda ids:(lambda a:a/a.sum(-1,keepdims=True))(rng.random((len(ids),4,4,35,35))))})
            run(i)
        elif "judge" in src[i] and "def judge" not in src[i]: pass
        continue
    run(i)
