import pickle,sys,re,time
d=pickle.load(open(sys.argv[1],"rb"))
train=d["train"]
sents=[p[0].split() for p in train]
idx=set()
for w in sents:
    for i in range(len(w)):
        idx.add(hash((len(w),i,tuple(w[:i]),tuple(w[i+1:]))))
for n in ("test","unseen","long"):
    hit=0
    for en,_ in d[n]:
        w=en.split()
        hit+=any(hash((len(w),i,tuple(w[:i]),tuple(w[i+1:]))) in idx for i in range(len(w)))
    print(n,round(100*hit/len(d[n]),2))
