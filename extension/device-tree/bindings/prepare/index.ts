// SPDX-License-Identifier: Apache-2.0
export { prepareBinding } from './prepare';
export { describesString } from './values';
