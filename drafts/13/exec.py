"""Run a chapter's cells in one process; print outputs and processor seconds of each; go on after errors."""
import json, sys, os, time, traceback
os.environ["MPLBACKEND"]="agg"
import matplotlib.pyplot as plt
nb=json.load(open('./chapters/13_bert.ipynb'))
ns={"__name__":"__main__"}
skip=set(sys.argv[1].split(",")) if len(sys.argv)>1 else set()
total=time.process_time(); figs=0
for c in nb['cells']:
    if c['cell_type']!='code' or c['id'] in skip: continue
    s=''.join(c['source']); t=time.process_time()
    print(f"--- {c['id']}", flush=True)
    try:
        exec(compile(s,c['id'],'exec'),ns)
    except Exception:
        traceback.print_exc(limit=-3, file=sys.stdout)
    if plt.get_fignums():
        figs+=1; plt.savefig(f"drafts/13/fig_{c['id']}.png"); plt.close('all')
    print(f"    [{time.process_time()-t:.1f} s]", flush=True)
if len(sys.argv)>2 or True:
    import re
    sys.path.insert(0,'.')
    from tests.notebooks.exercises import solution_blocks
    for c in nb['cells']:
        for b in solution_blocks(''.join(c['source'])):
            print("--- solution", c['id'], flush=True); t=time.process_time()
            try: exec(compile(b,c['id'],'exec'),ns)
            except Exception: traceback.print_exc(limit=-3, file=sys.stdout)
            print(f"    [{time.process_time()-t:.1f} s]", flush=True)
print("total", time.process_time()-total)
