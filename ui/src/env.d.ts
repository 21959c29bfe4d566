/// <reference types="vite/client" />
/** True in the build that goes into the application: the in-browser practice is then not even bundled. */
declare const __CORE_ONLY__: boolean;
