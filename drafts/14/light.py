"""Run the cells that need no network: keras mocked, no TensorFlow; a fake t5 that mostly knows the answers."""
import sys, json, os, traceback, pickle, re, time
from unittest.mock import MagicMock
os.environ["MPLBACKEND"]="agg"
class Base:
    def __init__(self,*a,**k): pass
K=MagicMock()
for n in ("losses.Loss","losses.BinaryCrossentropy","losses.SparseCategoricalCrossentropy","layers.Layer","Layer","layers.ReversibleEmbedding","utils.PyDataset","utils.Sequence","callbacks.Callback","initializers.Initializer","metrics.Metric","Model","optimizers.Optimizer","optimizers.schedules.LearningRateSchedule","optimizers.AdamW","optimizers.Adam"):
    o=K
    *path,last=n.split('.')
    for q in path: o=getattr(o,q)
    setattr(o,last,type(last,(Base,),{}))
K.saving.register_keras_serializable=lambda *a,**k:(lambda c:c)
sys.modules["keras"]=K
for m in ("keras.ops","keras.layers"): sys.modules[m]=MagicMock()
K.ops=sys.modules["keras.ops"]
sys.modules["keras.layers"].Layer=K.layers.Layer; sys.modules["keras.layers"].ReversibleEmbedding=K.layers.ReversibleEmbedding
K.layers.Embedding=sys.modules["keras.layers"].Embedding=Base
K.backend.backend=lambda:"tensorflow"
import numpy as np
import matplotlib.pyplot as plt
from pathlib import Path
sys.path.insert(0,'.')
nb=json.load(open('./chapters/14_text_to_text.ipynb'))
ns={"__name__":"__main__"}
SKIP=set(sys.argv[1].split(',')) if len(sys.argv)>1 else set()
from nlp_helpers import plotting; plotting.use_style()
import nlp_helpers.datasets.text_to_text as tt
P=Path('drafts/14/splits.pkl')
real=tt.load_text_to_text
def load(phrases):
    if not P.exists(): P.write_bytes(pickle.dumps([(s.source,s.target) for s in real(phrases=phrases)]))
    from nlp_helpers.datasets import Pairs
    from nlp_helpers.datasets.splits import Splits
    return Splits(*[Pairs(*s) for s in pickle.loads(P.read_bytes())])
tt.load_text_to_text=load
rng=np.random.default_rng(0)
from nlp_helpers.tokenization.sentinels import SentinelTokenizer
tok=SentinelTokenizer.from_bytes(Path('drafts/14/run/vocabulary.json').read_bytes())
class Config: target_vocab_size=4000; width=192; num_heads=6; hidden_size=640; decoder_blocks=3; dropout=.2
gold={}
class Fake:
    config=Config; source=target=tok
    card=json.load(open('drafts/14/run/card.json')); limit=48
    class model:
        get_weights=staticmethod(lambda:[])
        @staticmethod
        def predict_on_batch(x):
            z=rng.normal(size=(*x[1].shape,4000)); 
            for t,i in enumerate([*tok.encode("positive"),3]): pass
            return z
    def answer(self,texts):
        if not gold:
            for a,b in ns['splits'].test: gold[a]=b
        out=[]
        for t in texts:
            task,_,rest=t.partition(": ")
            g=gold.get(t)
            if g is None: g=' '.join(reversed(rest.split(' '))) if task!='sentiment' else 'positive'
            if rng.random()<.2: g={'sentiment':'negative' if g=='positive' else 'positive'}.get(task, g.replace('e','a',1))
            out.append(g)
        return out
Fake.card['history']={k:list(np.linspace(3,.5,10).round(4)) for k in Fake.card['history']}|{'step':[500*i for i in range(1,11)],'seconds':[400.*i for i in range(1,11)]}
K.ops.softmax=lambda z: np.exp(z)/np.exp(z).sum(-1,keepdims=True)
K.ops.convert_to_numpy=np.asarray
class Looker:
    def __call__(self,x):
        w=rng.random((3,1,6,x[1].shape[1],x[0].shape[1]))**4
        return list(w/w.sum(-1,keepdims=True))
figs=[]
t00=time.process_time()
for c in nb['cells']:
    if c['cell_type']!='code': continue
    i=c['id']; s=''.join(c['source'])
    if 'notebook.setup' in s or i in SKIP: 
        if 'notebook.setup' in s: exec('from nlp_helpers import notebook',ns)
        continue
    print(f'--- {i}',flush=True)
    if s.startswith('t5 = load_checkpoint'):
        ns['load_checkpoint']=lambda _:Fake(); ns['make_t5']=lambda *a,**k:(MagicMock(count_params=lambda:3592096),Looker())
    if 'train_small(named) for named' in s: print('(skipped)'); ns['small']={}; continue
    if 'load_study' in ns and not ns.get('faked'):
        real_study=ns['load_study']; g={}; exec(open('drafts/14/fake_rows.py').read(),g); ns['load_study']=lambda n: g['FAKE_ROWS'] if n=='tasks' else real_study(n); ns['faked']=1
    t=time.process_time()
    try: exec(compile(s,i,'exec'),ns)
    except Exception: traceback.print_exc(limit=-3,file=sys.stdout)
    if plt.get_fignums(): plt.savefig(f'drafts/14/fig_{i}.png'); plt.close('all')
    if (d:=time.process_time()-t)>.3: print(f'    [{d:.1f} s]')
if '--solutions' in sys.argv:
    from tests.notebooks.exercises import solution_blocks
    for c in nb['cells']:
        for b in solution_blocks(''.join(c['source'])):
            print('--- solution',c['id'],flush=True)
            try: exec(compile(b,c['id'],'exec'),ns)
            except Exception: traceback.print_exc(limit=-3,file=sys.stdout)
print('cpu',time.process_time()-t00)
