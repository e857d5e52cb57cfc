import type { State } from "./state";

/** The 29 states of the first trial of an engine that carries state: it got 18 right, refused 7, and was wrong on 4 without saying so. */
export const classicStates: readonly State[] = [
  {
    name: "the first trial: plain values",
    cells: ['const n=3; let s="x"; const a=[1,2,3]; const m=new Map([["k",{v:1}]])'],
    cell: 'console.log(n+s+a.length+m.get("k")!.v);',
  },
  {
    name: "the first trial: typed array 8MB",
    cells: ["const big=new Float64Array(1e6).fill(2)"],
    cell: "console.log(big.reduce((x,y)=>x+y,0));",
  },
  {
    name: "the first trial: function using earlier const",
    cells: ["const k=10", "function f(x:number){return x*k}"],
    cell: "console.log(f(4));",
  },
  {
    name: "the first trial: same-cell local mutated",
    cells: ["let c=0; function inc(){return ++c}", "inc(); inc()"],
    cell: "console.log(inc());",
  },
  {
    name: "the first trial: closure makeAdder",
    cells: ["const makeAdder=(n:number)=>(x:number)=>x+n; const add2=makeAdder(2)"],
    cell: "console.log(add2(40));",
  },
  {
    name: "the first trial: stateful closure (counter)",
    cells: ["const ctr=(()=>{let n=0; return ()=>++n})()", "ctr(); ctr()"],
    cell: "console.log(ctr());",
  },
  {
    name: "the first trial: class + instance",
    cells: ["class P{constructor(public x:number){} dbl(){return this.x*2}}", "const p=new P(21)"],
    cell: "console.log(p.dbl());",
  },
  { name: "the first trial: instance mutated later", cells: ["class Q{v=1}", "const q=new Q()", "q.v=99"], cell: "console.log(q.v);" },
  {
    name: "the first trial: private-field mutated",
    cells: ["class R{#v=1; inc(){this.#v++} get(){return this.#v}}", "const r=new R()", "r.inc()"],
    cell: "console.log(r.get());",
  },
  {
    name: "the first trial: imports",
    cells: ['import * as fs from "fs"; import {join} from "path"; import os from "os"'],
    cell: 'console.log(join("a",String(fs.existsSync("/")),typeof os.cpus));',
  },
  { name: "the first trial: enum", cells: ["enum Color{Red,Green}"], cell: "console.log(Color[Color.Green]);" },
  { name: "the first trial: destructuring", cells: ["const {a,b:[c2,...rest]}={a:1,b:[2,3,4]}"], cell: "console.log(a+c2+rest.length);" },
  { name: "the first trial: let reassigned function", cells: ["let g=(x:number)=>x", "g=(x:number)=>x+1"], cell: "console.log(g(1));" },
  {
    name: "the first trial: await-produced data",
    cells: ["const d=await Promise.resolve({rows:[1,2,3]})"],
    cell: "console.log(d.rows.length);",
  },
  {
    name: "the first trial: await-produced function",
    cells: ['const mod=await import("path"); const j=(await Promise.resolve((x:number)=>x+1))'],
    cell: "console.log(j(1));",
  },
  {
    name: "the first trial: object with methods",
    cells: ["const api={base:5, add(x:number){return this.base+x}}"],
    cell: "console.log(api.add(2));",
  },
  {
    name: "the first trial: obj with methods mutated",
    cells: ["const api2={base:5, add(x:number){return this.base+x}}", "api2.base=50"],
    cell: "console.log(api2.add(2));",
  },
  {
    name: "the first trial: mutated map of instances",
    cells: ["class Node1{next:any=null; constructor(public v:number){}}", "const list=new Node1(1); list.next=new Node1(2)"],
    cell: "console.log(list.next.v);",
  },
  {
    name: "the first trial: array grown by loop (side effect)",
    cells: ["const arr:number[]=[]", "for(let i=0;i<5;i++)arr.push(i*i)"],
    cell: "console.log(arr.join());",
  },
  {
    name: "the first trial: circular + shared identity",
    cells: ["const shared:any={n:1}; const A:any={shared}; A.self=A; const B={shared}"],
    cell: "console.log(A.shared===B.shared && A.self===A);",
  },
  { name: "the first trial: generator/promise value", cells: ["const pr=Promise.resolve(7)"], cell: "console.log(await pr);" },
  {
    name: "the first trial: event emitter w/ listener",
    cells: ['import {EventEmitter} from "events"', 'const em=new EventEmitter(); let hits=0; em.on("x",()=>{hits++})'],
    cell: 'console.log(em.emit("x"));',
  },
  {
    name: "the first trial: redeclared var under old fn",
    cells: ["const z=1; function useZ(){return z}", "const z=2"],
    cell: "console.log(useZ());",
  },
  {
    name: "the first trial: recursion + mutual",
    cells: ["function ev(n:number):boolean{return n===0||od(n-1)} function od(n:number):boolean{return n!==0&&ev(n-1)}"],
    cell: "console.log(ev(10));",
  },
  {
    name: "the first trial: random data",
    cells: ["const rnd=Array.from({length:3},()=>Math.random()); const sum=()=>rnd.reduce((a,b)=>a+b,0)"],
    cell: "console.log(sum());",
  },
  { name: "the first trial: shorthand prop prev var", cells: ["const w=1"], cell: "const o={w}; console.log(o.w);" },
  {
    name: "the first trial: global mutation",
    cells: ["(globalThis as any).G=5"],
    cell: "console.log((globalThis as any).G);",
    undo: "delete (globalThis as any).G;",
    about: ["G"],
  },
  {
    name: "the first trial: prototype patch",
    cells: ["(Array.prototype as any).last1=function(){return this[this.length-1]}"],
    cell: "console.log(([1,2] as any).last1());",
    undo: "delete (Array.prototype as any).last1;",
    about: ["last1"],
  },
  {
    name: "the first trial: RegExp lastIndex / Date / BigInt",
    cells: ['const re=/a/g; re.test("aa"); const dt=new Date(0); const bi=10n**20n'],
    cell: 'console.log(re.lastIndex+" "+dt.toISOString()+bi);',
  },
];
