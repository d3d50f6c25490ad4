export const useEffect: any, useLayoutEffect: any, useMemo: any, useState: any;
export function useRef(initial: any): any;
