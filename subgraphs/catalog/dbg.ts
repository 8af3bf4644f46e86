import { createMongo, createLogger } from '@quartet/service-kit';
import { migrateCatalog, saveCategory, saveProducts } from './src/index.ts';
import { changeBatches, currentToken } from './src/workers/change-batches.ts';
const log = createLogger({name:'x', level:'warn'});
const url = process.env.CATALOG_MONGODB_URL!.replace('/?','/cat_bench?');
const m = createMongo({url, name:'x', log}); const db=m.db; await db.dropDatabase();
await migrateCatalog({env:{CATALOG_MONGODB_URL:url,REDIS_URL:'',REDIS_CACHE_URL:''},log,direction:'up'});
const N=3000;
const defs=Array.from({length:50},(_,i)=>({name:`attr_${i}`,label:`Attr ${i}`,type:'TEXT' as const}));
const c=await saveCategory(db,{slug:'bench',name:'Bench',attributeDefinitions:defs}); if(c.kind!=='saved') throw c;
const input=(n:number)=>({externalKey:`b${n}`,name:`Product number ${n} of the bench with a longish name`,brand:'B'+n%50,description:'d'.repeat(600),status:'PUBLISHED' as const,categoryId:c.category.id,attributes:defs.slice(0,40).map(d=>({name:d.name,value:'value '+n%17})),variants:[{sku:`SKU${n}` as never,name:'Std',price:{amount:n,currency:'EUR'}}]});
const token=await currentToken(db);
for(let i=0;i<N;i+=500) await saveProducts(db,Array.from({length:500},(_,k)=>input(i+k)));
const ac=new AbortController(); let n=0,b=0; let t=performance.now();
for await (const batch of changeBatches(db,token,ac.signal)){ n+=batch.productIds.length; b++; if(n>=N) break; }
console.log('stream read',n,'batches',b,Math.round(performance.now()-t)+'ms');
for (const [name,pipe] of [['none',[]],['match',[{$match:{'ns.coll':{$in:['products']}}}]],['proj',[{$project:{_id:1,operationType:1,ns:1,documentKey:1}}]]] as const){ t=performance.now(); const cs=db.watch(pipe as never,{resumeAfter:token,batchSize:500}); let k=0; while(k<N){ if(await cs.tryNext()) k++; } console.log(name,Math.round(performance.now()-t)+'ms'); await cs.close(); }
await db.dropDatabase(); await m.destroy();
