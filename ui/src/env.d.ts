/// <reference types="vite/client" />
/** True in the build that goes into the application: the door to the headless host is then not even bundled. */
declare const __CORE_ONLY__: boolean;
