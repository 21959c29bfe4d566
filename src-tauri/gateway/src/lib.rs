//! The patients' side: inbound HTTP, automatic acknowledgement, the patient's page
