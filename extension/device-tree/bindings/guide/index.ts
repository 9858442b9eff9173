// SPDX-License-Identifier: Apache-2.0
export { BindingGuide, type GuidedNode } from './guide';
