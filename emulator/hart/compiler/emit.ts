// SPDX-License-Identifier: Apache-2.0
/**
 * A region of guest code as one WebAssembly function (budget left, entry) -> budget left for one hart. Whatever is not
 * plain arithmetic, a jump or an access that hits the TLB is left to the interpreter: the function stores the registers,
 * says where it stopped, and returns.
 *
 * Loops of the guest are loops here. Labels only lead to the heads of loops and to what follows; a jump into the middle
 * of a loop puts a number into the local `next`, which heads of such loops look at. It is 0 while nothing is on its way.
 */

import { HART_COMPILED_INTERPRET, HART_COMPILED_PAGE, HART_COMPILED_PC, HART_GENERATION } from '../private-layout';
import type { Flow } from './flow';
import { InstructionEmitter, multiplyHighBody } from './instructions';
import { FIRST_REGISTER, LOCALS, Local } from './locals';
import type { Block, End } from './region';
import { CodeWriter, type FunctionBody, I32, Opcode } from './wasm-writer';

/** A label, by what a branch to it reaches: the region's end, or a position from before or from inside its loop. */
type Label = 'exit' | 'other' | `before ${number}` | `loop ${number}`;

class RegionEmitter {
  private readonly code = new CodeWriter();
  private readonly instructions: InstructionEmitter;
  private readonly labels: Label[] = [];
  /** Positions that are reached through `next`, and the numbers that stand for them. */
  private readonly numbers = new Map<number, number>();
  /** The position being emitted. */
  private current = 0;

  constructor(
    private readonly flow: Flow,
    private readonly hart: number,
  ) {
    this.instructions = new InstructionEmitter(this.code, hart, (step, ifs) => {
      this.inside(ifs, () => this.interpretAt(step.offset, step.before));
    });
    for (const position of [...flow.entries, ...this.jumpsIntoLoops()]) {
      if (!this.numbers.has(position)) {
        this.numbers.set(position, this.numbers.size + 1);
      }
    }
  }

  /** The entry number of a position. */
  entryOf(position: number): number {
    return this.numbers.get(position)!;
  }

  emit(): FunctionBody {
    this.labels.push('exit');
    this.code.open(Opcode.block);
    this.sequence(0, this.flow.blocks.length - 1, undefined);
    this.code.end();
    const code = [...this.prologue(), ...this.code.bytes, ...this.epilogue()];
    return { params: [I32, I32], result: I32, locals: LOCALS, code };
  }

  private prologue(): number[] {
    const code = new CodeWriter();
    const load = (field: number, local: number): void => {
      code
        .i32(0)
        .memory(Opcode.i64Load, this.hart + field)
        .set(local);
    };
    load(HART_GENERATION, Local.generation);
    load(HART_COMPILED_PAGE, Local.page);
    for (const register of new Set([...this.instructions.read, ...this.instructions.written])) {
      load(8 * register, FIRST_REGISTER + register);
    }
    return code.bytes;
  }

  private epilogue(): number[] {
    const code = new CodeWriter();
    const store = (opcode: number, field: number, local: number): void => {
      code
        .i32(0)
        .get(local)
        .memory(opcode, this.hart + field);
    };
    for (const register of this.instructions.written) {
      store(Opcode.i64Store, 8 * register, FIRST_REGISTER + register);
    }
    store(Opcode.i64Store, HART_COMPILED_PC, Local.pc);
    store(Opcode.i32Store, HART_COMPILED_INTERPRET, Local.interpret);
    return code.get(Local.remaining).bytes;
  }

  // --- structure -------------------------------------------------------------------------------------------------------

  /** Forward jumps to positions that lie inside a loop the jump comes from outside of. */
  private jumpsIntoLoops(): number[] {
    const { flow } = this;
    const found: number[] = [];
    flow.targets.forEach((targets, from) => {
      for (const target of targets) {
        const enters = [...flow.loopEnds].some(([head, end]) => from < head && head < target && target <= end);
        if (enters) {
          found.push(target);
        }
      }
    });
    return found;
  }

  /** Where the parts of a stretch begin: its blocks and the loops in it. `loop`: the loop that the stretch is. */
  private parts(first: number, last: number, loop: number | undefined): number[] {
    const starts: number[] = [];
    for (let position = first; position <= last; position++) {
      starts.push(position);
      position = position === loop ? position : (this.flow.loopEnds.get(position) ?? position);
    }
    return starts;
  }

  private sequence(first: number, last: number, loop: number | undefined): void {
    const { code, labels } = this;
    const starts = this.parts(first, last, loop);
    for (const start of [...starts].reverse()) {
      code.open(Opcode.block);
      labels.push(`before ${start}`);
    }
    this.dispatch(starts, last, loop);
    starts.forEach((start, index) => {
      code.end();
      labels.pop();
      if (start !== loop && this.flow.closedLoops.has(start)) {
        this.instructions.withWindows(() => this.loop(start, (starts[index + 1] ?? last + 1) - 1));
      } else if (start !== loop && this.flow.loopEnds.has(start)) {
        this.loop(start, (starts[index + 1] ?? last + 1) - 1);
      } else {
        this.block(start);
      }
    });
  }

  private loop(first: number, last: number): void {
    this.code.open(Opcode.loop);
    this.labels.push(`loop ${first}`);
    this.sequence(first, last, first);
    this.labels.pop();
    this.code.end();
  }

  /** Goes to the part that `next` names a position of, if it names one behind the stretch's head. */
  private dispatch(starts: readonly number[], last: number, loop: number | undefined): void {
    const { code } = this;
    const head = this.depth(`before ${starts[0]!}`);
    const depths = new Array<number>(this.numbers.size + 1).fill(head);
    let isNeeded = false;
    for (const [position, number] of this.numbers) {
      if (position > starts[0]! && position <= last) {
        depths[number] = this.depth(`before ${starts.filter((start) => start <= position).at(-1)!}`);
        isNeeded = true;
      }
    }
    if (!isNeeded) {
      return;
    }
    if (loop !== undefined) {
      code.get(Local.next).op(Opcode.i32Eqz).brIf(head);
    }
    code.get(Local.next).brTable(depths);
  }

  private depth(label: Label): number {
    return this.labels.length - 1 - this.labels.lastIndexOf(label);
  }

  private has(label: Label): boolean {
    return this.labels.includes(label);
  }

  /** Emits inside so many `if`s that are open. */
  private inside(ifs: number, emit: () => void): void {
    const outside = this.labels.length;
    this.labels.push(...new Array<Label>(ifs).fill('other'));
    emit();
    this.labels.length = outside;
  }

  private block(position: number): void {
    const { code, flow } = this;
    const block = flow.blocks[position]!;
    this.current = position;
    if (this.numbers.has(position)) {
      code.i32(0).set(Local.next);
    }
    if (flow.loopEnds.has(position)) {
      code.get(Local.remaining).i32(flow.needed[position]!).op(Opcode.i32LtS).open(Opcode.if);
      this.inside(1, () => this.interpretAt(block.offset, 0));
      code.end();
    }
    this.instructions.steps(block.steps);
    this.end(block, block.end);
  }

  // --- control ---------------------------------------------------------------------------------------------------------

  /** Takes instructions off the budget. */
  private retire(count: number): void {
    if (count !== 0) {
      this.code.get(Local.remaining).i32(count).op(Opcode.i32Sub).set(Local.remaining);
    }
  }

  /** Leaves the instruction at an offset to the interpreter, when `count` of the block have retired. */
  private interpretAt(offset: number, count: number): void {
    this.retire(this.flow.pending[this.current]! + count);
    this.code.get(Local.page).i64(offset).op(Opcode.i64Add).set(Local.pc).i32(1).set(Local.interpret);
    this.code.br(this.depth('exit'));
  }

  /** Goes to an offset from the end of the block. */
  private jump(target: number, count: number): void {
    const { code, flow } = this;
    const position = flow.positions.get(target);
    if (position === undefined) {
      this.retire(flow.pending[this.current]! + count);
      code.get(Local.page).i64(target).op(Opcode.i64Add).set(Local.pc).i32(0).set(Local.interpret);
      code.br(this.depth('exit'));
      return;
    }
    this.retire(flow.pending[this.current]! + count - flow.pending[position]!);
    if (position <= this.current) {
      code.br(this.depth(`loop ${position}`));
    } else if (this.has(`before ${position}`)) {
      code.br(this.depth(`before ${position}`));
    } else {
      code.i32(this.entryOf(position)).set(Local.next);
      code.br(this.depth(`before ${this.outermostAround(position)}`));
    }
  }

  /** Head of the loop around a position whose start is a label here. */
  private outermostAround(position: number): number {
    const heads = [...this.flow.loopEnds].filter(([head, end]) => head < position && position <= end);
    return heads.map(([head]) => head).find((head) => this.has(`before ${head}`))!;
  }

  private end(block: Block, end: End): void {
    const { code } = this;
    if (end.kind === 'branch') {
      this.instructions.condition(end.slot);
      code.open(Opcode.if);
      this.inside(1, () => this.jump(end.taken, block.count));
      code.end();
      this.jump(end.next, block.count);
    } else if (end.kind === 'register') {
      this.jumpThroughRegister(end, block.count);
    } else if (end.kind === 'jump') {
      this.jump(end.target, block.count);
    } else {
      this.interpretAt(end.offset, block.count);
    }
  }

  private jumpThroughRegister(end: Extract<End, { kind: 'register' }>, count: number): void {
    const { code, instructions } = this;
    instructions.value(end.slot.rs1);
    code.i64(end.slot.immediate).op(Opcode.i64Add).i64(-2).op(Opcode.i64And).set(Local.pc);
    if (end.links) {
      code.get(Local.page).i64(end.behind).op(Opcode.i64Add);
      instructions.assign(end.slot.rd);
    }
    for (const target of end.targets) {
      code.get(Local.pc).get(Local.page).op(Opcode.i64Sub).i64(target).op(Opcode.i64Eq).open(Opcode.if);
      this.inside(1, () => this.jump(target, count));
      code.end();
    }
    this.retire(this.flow.pending[this.current]! + count);
    code.i32(0).set(Local.interpret).br(this.depth('exit'));
  }
}

/** A place that a region can be entered at: its offset, its number, and the budget it needs. */
export interface Entry {
  readonly offset: number;
  readonly number: number;
  readonly needed: number;
}

export interface CompiledRegion {
  /** The functions of the region's module; the first one is the region. */
  readonly functions: readonly FunctionBody[];
  readonly entries: readonly Entry[];
}

/** `hart`: where the block of the hart that executes the code lies; it is a constant of the code. */
export function emitRegion(flow: Flow, hart: number): CompiledRegion {
  const emitter = new RegionEmitter(flow, hart);
  const entries = flow.entries.map((position) => ({
    offset: flow.blocks[position]!.offset,
    number: emitter.entryOf(position),
    needed: flow.needed[position]!,
  }));
  return { functions: [emitter.emit(), multiplyHighBody()], entries };
}
