// SPDX-License-Identifier: Apache-2.0
/** The hypervisor's model as the machine uses it: boots, handles traps, says what it knows. */

import type { BaoConfig, Diagnostic } from '../config/config';
import type { HartCore } from '../hart/hart-core';
import type { MachinePlatform } from '../platform';
import { describeActivities, type HartActivity } from './activity';
import { boot } from './boot';
import { bootDiagnostics } from './boot-diagnostics';
import { Context } from './context';
import type { GuestImage } from './guest-image';
import { reportWaiting } from './idle-findings';
import { Random } from './random';
import { Remio } from './remio';
import { SharedMemories } from './shared-memory';
import { type BaoStateView, viewState } from './state-view';
import { checkConfiguration } from './static-checks';
import { TrapLoop } from './trap-loop';
import { Traps } from './traps';
import { type VmView, viewVms } from './vm-view';

export interface HypervisorOptions {
  readonly core: HartCore;
  readonly config: BaoConfig;
  readonly platform: MachinePlatform;
  readonly images: ReadonlyMap<string, GuestImage>;
  readonly seed?: number;
}

export class Hypervisor {
  readonly context: Context;
  readonly traps: Traps;
  readonly trapLoop: TrapLoop;
  readonly diagnostics: readonly Diagnostic[];
  readonly #remio: Remio;
  readonly #memories = new SharedMemories();
  readonly #vms: readonly VmView[];

  /** Boots; afterwards every hart is at its guest's first instruction or has a reason why not. */
  constructor(options: HypervisorOptions) {
    this.context = new Context(options.core, options.config, options.platform);
    this.#remio = new Remio(this.context);
    const found = boot({
      context: this.context,
      remio: this.#remio,
      memories: this.#memories,
      images: options.images,
      ...(options.seed === undefined ? {} : { random: new Random(options.seed) }),
    });
    const checks = bootDiagnostics(options.config);
    checkConfiguration(this.context.vms, options.platform, checks);
    this.diagnostics = [...found.list(), ...checks.list()];
    this.#vms = viewVms(this.context, options.images);
    this.traps = new Traps(this.context, this.#remio, this.#memories);
    this.trapLoop = new TrapLoop(this.context);
  }

  /** Nothing can run any more: says who waits in vain. */
  allWait(): void {
    this.#remio.findings.stuck();
    reportWaiting(this.context);
  }

  activities(): HartActivity[] {
    return describeActivities(this.context, this.#remio);
  }

  view(): BaoStateView {
    return { vms: this.#vms, ...viewState(this.context, this.#remio, this.#memories, this.activities()) };
  }

  /** Everything but guest memory and registers, as plain data. */
  state(): object {
    const { context } = this;
    return {
      clock: { ...context.clock },
      harts: context.harts.state(),
      remio: this.#remio.state(),
      memories: this.#memories.list,
      traps: this.traps.state(),
      trapLoop: this.trapLoop.state(),
      findings: context.findings.state(),
      vms: context.vms.map((vm) => ({
        harts: vm.harts,
        master: vm.master,
        started: vm.started,
        vplic: vm.vplic?.state() ?? null,
        uarts: vm.uarts.map(({ uart }) => uart.state()),
      })),
    };
  }
}
