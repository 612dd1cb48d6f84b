export const x = 1;
export let unset;
export function f() {}
export default class K {}
