// SPDX-License-Identifier: Apache-2.0
export { AdapterFactory } from './adapter-factory';
