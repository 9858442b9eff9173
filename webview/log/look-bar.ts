// SPDX-License-Identifier: Apache-2.0
/** The bar above the log: which entries are shown, and the search. */

import { LOG_ROW_KINDS, type LogLook, type LogPanelState, type LogRowKind } from '../messages';
import { type CheckboxControl, checkbox, dropdown, iconButton, iconToggle, setChoices, textField } from '../toolkit';

const KIND_TITLES: Readonly<Record<LogRowKind, string>> = {
  hypercall: 'Hypercalls',
  request: 'Requests',
  ioctl: 'ioctls',
  sbi: 'SBI calls',
};
const EVERY_VM = { value: '', text: 'All VMs' };
const UP = 'M8 13V3M4 7l4-4 4 4';
const DOWN = 'M8 3v10M4 9l4 4 4-4';
const SIDE = 'M1.5 2.5h13v11h-13zM10 2.5v11';
const TO_END = 'M8 2v9M4 7l4 4 4-4M3 14h10';
/** Texts that are longer are not searched for. */
const MAX_SEARCH = 200;

export interface LookBarListener {
  /** Other entries are wanted, or another text. */
  readonly changed: () => void;
  readonly find: (direction: 'next' | 'previous') => void;
  readonly follow: () => void;
  readonly showDetails: (isOn: boolean) => void;
  /** Back to the table. */
  readonly left: () => void;
}

export class LookBar {
  readonly element = document.createElement('div');
  private readonly kinds: Readonly<Record<LogRowKind, CheckboxControl>>;
  private readonly vm = dropdown('Virtual machine', [EVERY_VM], () => this.vmChosen());
  private readonly failed = checkbox('Failed only', false, () => this.changed());
  private readonly request = textField('Number of the request', 'Request', () => this.changed());
  private readonly text = textField('Search the log', 'Search', () => this.changed());
  private readonly matchesOnly = checkbox('Matches only', false, () => this.changed());
  private readonly count = document.createElement('span');
  private readonly follow = iconToggle('Follow the end', TO_END, () => this.listener.follow());
  private readonly details = iconToggle('Details of the selected entry (Space)', SIDE, () =>
    this.setDetails(!this.hasDetails),
  );
  private hasDetails = false;
  /** A virtual machine that is wanted and not known yet. */
  private wantedVm: number | undefined;
  private shownVms = '';

  constructor(private readonly listener: LookBarListener) {
    const kind = (each: LogRowKind): CheckboxControl => checkbox(KIND_TITLES[each], true, () => this.changed());
    this.kinds = { hypercall: kind('hypercall'), request: kind('request'), ioctl: kind('ioctl'), sbi: kind('sbi') };
    this.element.className = 'bar';
    this.element.setAttribute('role', 'toolbar');
    this.element.setAttribute('aria-label', 'What the log shows');
    this.count.className = 'count';
    this.request.className = 'short';
    this.text.className = 'search';
    this.element.append(
      ...LOG_ROW_KINDS.map((each) => this.kinds[each]),
      this.vm,
      this.failed,
      this.request,
      this.text,
      this.count,
      iconButton('Previous match (Shift+Enter)', UP, () => this.listener.find('previous')),
      iconButton('Next match (Enter)', DOWN, () => this.listener.find('next')),
      this.matchesOnly,
      this.follow.element,
      this.details.element,
    );
    this.text.addEventListener('keydown', (event) => this.searchKey(event));
  }

  get look(): LogLook {
    const vm = this.vm.value;
    return {
      kinds: LOG_ROW_KINDS.filter((each) => this.kinds[each].checked),
      vm: this.wantedVm ?? (vm ? Number(vm) : undefined),
      failedOnly: this.failed.checked,
      request: requestNumber(this.request.value),
      text: this.text.value.slice(0, MAX_SEARCH),
      matchesOnly: this.matchesOnly.checked,
    };
  }

  set look({ kinds, vm, failedOnly, request, text, matchesOnly }: LogLook) {
    for (const each of LOG_ROW_KINDS) {
      this.kinds[each].checked = kinds.includes(each);
    }
    this.wantedVm = vm;
    this.vm.value = EVERY_VM.value;
    this.shownVms = '';
    this.failed.checked = failedOnly;
    this.request.value = request === undefined ? '' : `${request}`;
    this.text.value = text;
    this.matchesOnly.checked = matchesOnly;
  }

  /** How the log stands. */
  show({ vms, sbiCalls, find }: LogPanelState): void {
    this.showVms(vms);
    this.kinds.sbi.disabled = !sbiCalls;
    this.kinds.sbi.title = sbiCalls ? '' : 'SBI calls are not logged: the setting bao.log.sbiCalls adds them.';
    const matches = find && `${find.count.toLocaleString('en')}${find.isScanning ? '…' : ''}`;
    this.count.textContent = find === undefined ? '' : `${matches} ${find.count === 1 ? 'match' : 'matches'}`;
  }

  private showVms(vms: LogPanelState['vms']): void {
    const shown = JSON.stringify(vms);
    if (shown !== this.shownVms) {
      this.shownVms = shown;
      setChoices(this.vm, [EVERY_VM, ...vms.map(({ vm, name }) => ({ value: `${vm}`, text: `${name} (VM${vm})` }))]);
    }
    if (vms.some(({ vm }) => vm === this.wantedVm)) {
      this.vm.value = `${this.wantedVm}`;
      this.wantedVm = undefined;
    }
  }

  private vmChosen(): void {
    this.wantedVm = undefined;
    this.changed();
  }

  showFollowing(follows: boolean): void {
    this.follow.show(follows);
  }

  get isShowingDetails(): boolean {
    return this.hasDetails;
  }

  setDetails(isOn: boolean): void {
    this.hasDetails = isOn;
    this.details.show(isOn);
    this.listener.showDetails(isOn);
  }

  focusSearch(): void {
    this.text.focus();
  }

  private searchKey(event: KeyboardEvent): void {
    if (event.key === 'Enter') {
      this.listener.find(event.shiftKey ? 'previous' : 'next');
    } else if (event.key === 'Escape') {
      this.text.value = '';
      this.changed();
      this.listener.left();
    } else {
      return;
    }
    event.preventDefault();
  }

  private changed(): void {
    const isWrong = this.request.value.trim() !== '' && requestNumber(this.request.value) === undefined;
    this.request.classList.toggle('wrong', isWrong);
    this.request.title = isWrong ? 'A request has a number, such as 46.' : '';
    this.listener.changed();
  }
}

/** @param typed with or without # */
function requestNumber(typed: string): number | undefined {
  const number = /^\s*#?(\d{1,15})\s*$/.exec(typed)?.[1];
  return number === undefined ? undefined : Number(number);
}
