// SPDX-License-Identifier: Apache-2.0
/** What is wrong with a configuration as C, whatever machine it is for: counts, images, missing parts. */

import type { BaoConfig, Located, Platform, Scalar, SourceRange, VmConfig } from './config';

export interface Finding {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly message: string;
  readonly range: SourceRange;
}

export function checkConfig(config: BaoConfig): Finding[] {
  return [
    ...checkCount('vmlist_size', config.vmlistSize, 'vmlist', config.vmlist),
    ...checkCount('shmemlist_size', config.shmemlistSize, 'shmemlist', config.shmemlist),
    ...(config.vmlist.length === 0 ? [noVms(config)] : []),
    ...config.vmlist.flatMap((vm, index) => checkVm(vm, index)),
  ];
}

function noVms(config: BaoConfig): Finding {
  const message = 'there is no VM: .vmlist is missing or empty; write .vmlist = (struct vm_config[]) { ... }';
  return { severity: 'error', code: 'config-no-vm', message, range: config.range };
}

function checkVm(vm: VmConfig, index: number): Finding[] {
  return [...checkImage(vm, index), ...checkPlatform(vm.platform)];
}

function checkImage(vm: VmConfig, index: number): Finding[] {
  const { image } = vm;
  if (!image.loadAddr.explicit && image.name === undefined && !image.separatelyLoaded.value) {
    const message = `VM ${index} has no image; write .image = VM_IMAGE_BUILTIN(name, address)`;
    return [{ severity: 'error', code: 'config-no-image', message, range: image.range }];
  }
  if (image.name !== undefined && !image.size.explicit) {
    const message = `VM ${index}'s image has no .size, so Bao copies nothing; write .size = VM_IMAGE_SIZE(${image.name.value})`;
    return [{ severity: 'error', code: 'config-no-image', message, range: image.range }];
  }
  if (image.name !== undefined && image.sizeOf !== undefined && image.name.value !== image.sizeOf.value) {
    const message = `VM ${index} loads image '${image.name.value}' with the size of image '${image.sizeOf.value}'`;
    return [{ severity: 'warning', code: 'config-image-size', message, range: image.sizeOf.range }];
  }
  return [];
}

function checkPlatform(platform: Platform): Finding[] {
  return [
    ...checkCount('region_num', platform.regionNum, 'regions', platform.regions),
    ...checkCount('ipc_num', platform.ipcNum, 'ipcs', platform.ipcs),
    ...checkCount('dev_num', platform.devNum, 'devs', platform.devs),
    ...checkCount('remio_dev_num', platform.remioDevNum, 'remio_devs', platform.remioDevs),
    ...[...platform.ipcs, ...platform.devs].flatMap((owner) =>
      checkCount('interrupt_num', owner.interruptNum, 'interrupts', owner.interrupts),
    ),
  ];
}

function checkCount(
  countName: string,
  count: Scalar,
  listName: string,
  list: readonly (Located<unknown> | { readonly range: SourceRange })[],
): Finding[] {
  const given = BigInt(list.length);
  if (count.value === given) {
    return [];
  }
  const elements = `.${listName} has ${given} element${given === 1n ? '' : 's'}`;
  if (count.value > given) {
    const message = `.${countName} is ${count.value}, but ${elements}: Bao reads past its end`;
    return [{ severity: 'error', code: 'config-count', message, range: count.range }];
  }
  const first = list[Number(count.value)]!;
  const missing = count.explicit ? `.${countName} is ${count.value}` : `.${countName} is not set`;
  const message = `${elements}, but ${missing}: Bao does not look at ${given - count.value === 1n ? 'this one' : 'these'}`;
  return [{ severity: 'warning', code: 'config-count', message, range: first.range }];
}
