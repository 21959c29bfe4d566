//! What goes into the patient's record: FHIR documents, PDF/A, the folder it is filed to
