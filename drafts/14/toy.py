import time,sys; t0=time.time(); p0=time.process_time()
from nlp_helpers import notebook; notebook.setup()
import keras, numpy as np
from keras import ops
from nlp_helpers import layers
from nlp_helpers.training.translation import example_nats
print('import',time.process_time()-p0)
def norm(): return keras.layers.LayerNormalization(epsilon=1e-6)
def place(ids, embedding):
    x = embedding(ids) * embedding.output_dim**0.5
    return layers.SinusoidalPositions(512)(x)
def encode(ids, embedding, make_block, blocks):
    mask = layers.padding_mask(ops.not_equal(ids, 0))
    x = place(ids, embedding)
    for _ in range(blocks):
        x, _ = make_block()(x, mask)
    return norm()(x), mask
def decode(ids, memory, mask, embedding, make_block, blocks):
    x, looks = place(ids, embedding), []
    for _ in range(blocks):
        x, weights = make_block(causal=True, cross=True)(x, memory=memory, cross_mask=mask)
        looks.append(weights["cross"])
    return embedding(norm()(x), reverse=True), looks
def make_t5(vocab_size, width, heads, hidden, blocks):
    def block(**kind): return layers.TransformerBlock(heads, hidden, norm="pre", **kind)
    source, target = (keras.Input((None,), dtype="int32") for _ in range(2))
    e = layers.BiasedReversibleEmbedding(vocab_size, width, embeddings_initializer=keras.initializers.RandomNormal(stddev=width**-0.5))
    memory, mask = encode(source, e, block, blocks)
    logits, looks = decode(target, memory, mask, e, block, blocks)
    return keras.Model([source, target], logits), keras.Model([source,target], looks)

def batch(rng, named, n=64):
    letters=rng.permuted(np.tile(np.arange(6,16),(n,1)),axis=1)[:,:5]
    task=np.arange(n)%2
    answers=np.where(task[:,None]==0, letters[:,::-1], np.sort(letters,axis=1))
    first=(3+task if named else np.full(n,5))[:,None]
    src=np.concatenate([first,letters,np.full((n,1),2)],1).astype('int32')
    tgt=np.concatenate([answers,np.full((n,1),2)],1).astype('int32')
    inp=np.concatenate([np.ones((n,1)),answers],1).astype('int32')
    return [src,inp],tgt
STEPS=int(sys.argv[1]); W=int(sys.argv[2]); 
for named in (True,False):
    b=time.process_time(); w=time.time()
    keras.utils.set_random_seed(0)
    model,_=make_t5(16,W,4,2*W,int(sys.argv[3]))
    rng=np.random.default_rng(0)
    adam=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.0,STEPS-40,warmup_target=float(sys.argv[4]),warmup_steps=40,alpha=.1),beta_2=.98); adam.build(model.trainable_variables)
    model.compile(adam,example_nats,jit_compile=False)
    L=[]
    for _ in range(STEPS):
        L.append(float(model.train_on_batch(*batch(rng,named)))); model.reset_metrics()
    x,y=batch(np.random.default_rng(9),named,500)
    r=(model.predict_on_batch(x).argmax(-1)==y).all(1)
    print(named, np.mean(L[-20:]), r[::2].mean(), r[1::2].mean(), 'cpu',time.process_time()-b,'wall',time.time()-w, flush=True)
