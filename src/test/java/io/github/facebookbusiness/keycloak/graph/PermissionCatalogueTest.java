package io.github.facebookbusiness.keycloak.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermissionCatalogueTest {

    private final PermissionCatalogue catalogue = new PermissionCatalogue(List.of("whatsapp_business_manage_events"));

    @Test
    void knows_metas_permissions_and_those_that_the_operator_added() {
        assertTrue(catalogue.knows("pages_show_list"));
        assertTrue(catalogue.knows("whatsapp_business_manage_events"));
        assertFalse(catalogue.knows("user_friends"));
    }

    @ParameterizedTest
    @CsvSource({
        "page_show_list, pages_show_list",
        "business_managment, business_management",
        "ADS_READ, ads_read",
        "manage_business, business_management",
        "qqqqqqqq, "
    })
    void suggests_the_nearest_name_where_there_is_a_near_one(String typed, String suggested) {
        assertEquals(Optional.ofNullable(suggested), catalogue.nearest(typed));
    }
}
