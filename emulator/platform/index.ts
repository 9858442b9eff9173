// SPDX-License-Identifier: Apache-2.0
export {
  findPlatform,
  isPlatform,
  type MachinePlatform,
  type PlatformUart,
  platformNames,
  qemuRiscv64Virt,
} from './platform';
