export function signal(value: any): any;
export const computed: any, effect: any, batch: any, untracked: any;
